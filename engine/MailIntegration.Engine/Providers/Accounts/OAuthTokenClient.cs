using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MailIntegration.Engine.Providers.Accounts;

/// <summary>The site's registration at a token endpoint: a secret, or an assertion signed by its certificate (RFC 7523).</summary>
internal sealed record OAuthRegistration(Uri TokenAddress, string ClientId, string? Secret, string? Assertion = null)
{
    /// <summary>Never the secret: records are printed easily.</summary>
    public override string ToString() => ClientId;
}

/// <summary>Calls of a token endpoint (RFC 6749 4.1.3 and 6), each made once.</summary>
internal sealed partial class OAuthTokenClient : IDisposable
{
    private static readonly Reason TokenGone = new("account-consent-lost");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public OAuthTokenClient(TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = 256 * 1024,
        };
    }

    public Task<OAuthTokens> ExchangeAsync(
        OAuthRegistration registration, string code, string verifier, Uri redirectUri, string? scope, CancellationToken cancellationToken) =>
        PostAsync(
            registration,
            new Dictionary<string, string?>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["code_verifier"] = verifier,
                ["redirect_uri"] = redirectUri.AbsoluteUri,
                ["scope"] = scope,
            },
            // The code was used before, or somebody took longer than the ten minutes for which it is good.
            new Reason("account-sign-in-expired"),
            cancellationToken);

    public Task<OAuthTokens> RefreshAsync(
        OAuthRegistration registration, string refreshToken, string? scope, CancellationToken cancellationToken) => PostAsync(
            registration,
            new Dictionary<string, string?> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken, ["scope"] = scope },
            new Reason("account-consent-lost"),
            cancellationToken);

    /// <summary>Voids a token and what descends from it (RFC 7009). One that is void already is no failure.</summary>
    public async Task RevokeAsync(Uri address, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]),
        };
        try
        {
            await SendAsync(request, TokenGone, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Reason == TokenGone)
        {
            // Withdrawn on the account's own page before.
        }
    }

    /// <summary>A call in the account's name, for who it is.</summary>
    public async Task<JsonElement> GetAsync(Uri address, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request, new Reason("token-refused"), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<OAuthTokens> PostAsync(
        OAuthRegistration registration, Dictionary<string, string?> fields, Reason grantLost, CancellationToken cancellationToken)
    {
        fields["client_id"] = registration.ClientId;
        if (registration.Assertion is { } assertion)
        {
            fields["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            fields["client_assertion"] = assertion;
        }
        else
        {
            fields["client_secret"] = registration.Secret;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, registration.TokenAddress)
        {
            Content = new FormUrlEncodedContent(fields.Where(f => f.Value is not null)!),
        };
        var answer = await SendAsync(request, grantLost, cancellationToken);
        if (Text(answer, "access_token") is not { } token || !answer.TryGetProperty("expires_in", out var life) || !TryRead(life, out var seconds))
        {
            throw Unavailable("answer-unreadable");
        }

        var scopes = (Text(answer, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new OAuthTokens(token, _time.GetUtcNow().AddSeconds(seconds), Text(answer, "refresh_token"), scopes);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, Reason grantLost, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (response.IsSuccessStatusCode)
            {
                return answer ?? throw Unavailable("answer-unreadable");
            }

            throw Refusal(response, answer, grantLost);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable("timeout", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable("provider-unreachable", exception);
        }
        catch (IOException exception)
        {
            throw Unavailable("connection-broken", exception);
        }
    }

    /// <summary>RFC 6749 5.2; Microsoft's number tells more than the word (entra/identity-platform/reference-error-codes).</summary>
    private static ProviderException Refusal(HttpResponseMessage response, JsonElement? answer, Reason grantLost)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return new ProviderException(ProviderError.Throttled, new Reason("throttled"), null, response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(10));
        }

        if ((int)response.StatusCode >= 500)
        {
            return new ProviderException(ProviderError.Unavailable, Status("provider-unavailable", response.StatusCode));
        }

        var error = answer is { } body ? Text(body, "error") ?? "" : "";
        var number = answer is { } told ? EntraNumber().Match(Text(told, "error_description") ?? "").Value : "";
        var reason = (error, number) switch
        {
            (_, "AADSTS7000222") => new Reason("secret-expired"),
            (_, "AADSTS7000215") => new Reason("wrong-secret"),
            (_, "AADSTS700016" or "AADSTS7000229") => new Reason("unknown-application"),
            (_, "AADSTS700027") => new Reason("certificate-refused"),
            (_, "AADSTS700024") => new Reason("clock-skew"),
            ("invalid_grant" or "invalid_token" or "interaction_required" or "consent_required" or "login_required", _) => grantLost,
            ("invalid_client" or "unauthorized_client", _) => new Reason("oauth-client-refused"),
            ("", _) when response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => grantLost,
            _ => new Reason("sign-in-failed", "error", IsWord(error) ? error : "unknown"),
        };
        return new ProviderException(ProviderError.SignIn, reason);
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // An error page of something in between: the status has to do.
            return null;
        }
    }

    private static bool TryRead(JsonElement life, out double seconds)
    {
        seconds = 0;
        return life.ValueKind == JsonValueKind.Number
            ? life.TryGetDouble(out seconds)
            : life.ValueKind == JsonValueKind.String && double.TryParse(life.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static bool IsWord(string text) => text is { Length: > 0 and <= 40 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static Reason Status(string code, HttpStatusCode status) => new(code, "status", ((int)status).ToString(CultureInfo.InvariantCulture));

    private static ProviderException Unavailable(string code, Exception? inner = null) => new(ProviderError.Unavailable, new Reason(code), inner);

    [GeneratedRegex(@"AADSTS\d+", RegexOptions.NonBacktracking)]
    private static partial Regex EntraNumber();
}
