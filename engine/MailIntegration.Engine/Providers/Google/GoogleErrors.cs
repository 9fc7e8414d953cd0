using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Apis.Auth.OAuth2.Responses;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>
/// Turns Google's refusals into reasons that name cause and remedy (developers.google.com/workspace/gmail/api/guides/handle-errors,
/// developers.google.com/identity/protocols/oauth2/service-account#jwt-error-codes).
/// </summary>
internal static partial class GoogleErrors
{
    public const string TokenRefused = "token-refused";

    /// <summary>No token in the user's name: he is unknown, renamed or suspended; the directory knows which.</summary>
    public const string SubjectRefused = "google-user-refused";

    public static async Task<T> MapAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
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
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw Unavailable("answer-unreadable", exception);
        }
    }

    /// <param name="scope">The one scope that was asked for.</param>
    public static ProviderException FromToken(TokenResponseException exception, ServiceAccountKey key, string user, string scope)
    {
        var error = exception.Error?.Error ?? "";
        var text = exception.Error?.ErrorDescription ?? "";
        if ((int?)exception.StatusCode >= 500)
        {
            return Unavailable("provider-unavailable", exception);
        }

        return error switch
        {
            "unauthorized_client" or "access_denied" or "invalid_scope" => SignIn(new Reason(
                "delegation-missing", new Dictionary<string, string> { ["scope"] = scope, ["clientId"] = key.ClientId }), exception),
            "disabled_client" or "deleted_client" => SignIn(new Reason("google-account-disabled", "account", key.ClientEmail), exception),
            "invalid_grant" when Has(text, "reasonable timeframe") => SignIn(new Reason("clock-skew"), exception),
            "invalid_grant" when Has(text, "signature") => SignIn(new Reason("google-key-revoked", "account", key.ClientEmail), exception),
            "invalid_grant" when Has(text, "account not found") || Has(text, "robot is disabled") =>
                SignIn(new Reason("google-account-disabled", "account", key.ClientEmail), exception),
            "invalid_grant" when Has(text, "email") || Has(text, "suspended") || Has(text, "disabled") =>
                new(ProviderError.MailboxNotFound, new Reason(SubjectRefused, "email", user), exception),
            _ => SignIn(new Reason("sign-in-failed", "error", error.Length == 0 ? "unknown" : error), exception),
        };
    }

    /// <summary>Reads a refusal's body; it may be anything.</summary>
    /// <param name="scope">To name when it is missing.</param>
    public static ProviderException FromAnswer(HttpStatusCode status, string body, TimeSpan? retryAfter, DateTimeOffset now, string scope)
    {
        var (reason, message) = Read(body);
        var wait = retryAfter ?? RetryIn(message, now);
        return (int)status switch
        {
            401 => SignIn(new Reason(TokenRefused)),
            403 or 429 when reason is "rateLimitExceeded" or "userRateLimitExceeded" or "RESOURCE_EXHAUSTED" or "RATE_LIMIT_EXCEEDED" =>
                new(ProviderError.Throttled, new Reason("throttled"), null, wait),
            403 when reason is "dailyLimitExceeded" or "quotaExceeded" =>
                new(ProviderError.Throttled, new Reason("throttled"), null, wait ?? TimeSpan.FromHours(1)),
            429 => new(ProviderError.Throttled, new Reason("throttled"), null, wait),
            403 when reason is "accessNotConfigured" or "SERVICE_DISABLED" => new(
                ProviderError.PermissionMissing, new Reason("google-api-disabled", "api", ApiOf(message))),
            403 when reason == "domainPolicy" => new(ProviderError.PermissionMissing, new Reason("google-domain-policy")),
            403 when reason == "forbidden" && scope == GoogleScopes.Users =>
                new(ProviderError.PermissionMissing, new Reason("google-admin-required")),
            403 => new(ProviderError.PermissionMissing, new Reason("permission-missing", "permission", scope)),
            404 => new(ProviderError.MessageNotFound, new Reason("gone-at-provider")),
            400 when reason == "failedPrecondition" => new(ProviderError.MailboxNotFound, new Reason("user-without-mailbox", "email", "")),
            400 when Has(message, "pageToken") => new(ProviderError.CursorLost, new Reason("cursor-lost")),
            413 => new(ProviderError.Refused, new Reason("message-too-large", "limitMb", "35")),
            408 => Unavailable("timeout", null),
            >= 500 => new(ProviderError.Unavailable, Status("provider-unavailable", status), null, wait),
            >= 400 => new(ProviderError.Refused, Status("provider-refused", status)),
            _ => new(ProviderError.Unexpected, Status("answer-unreadable", status)),
        };
    }

    internal static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } until } when response.Headers.Date is { } now && until > now => until - now,
        _ => null,
    };

    private static (string Reason, string Message) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error)
                || error.ValueKind != JsonValueKind.Object)
            {
                return ("", "");
            }

            var first = error.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                ? Text(errors[0], "reason")
                : null;
            return (first ?? Text(error, "status") ?? "", Text(error, "message") ?? "");
        }
        catch (JsonException)
        {
            // An error page of something in between: the status has to do.
            return ("", "");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string ApiOf(string message) => message.StartsWith("Admin SDK", StringComparison.OrdinalIgnoreCase) ? "Admin SDK API" : "Gmail API";

    /// <summary>Gmail names the end of a longer pause in its message.</summary>
    private static TimeSpan? RetryIn(string message, DateTimeOffset now) =>
        RetryTime().Match(message) is { Success: true } match
        && DateTimeOffset.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? until > now ? until - now : TimeSpan.Zero
            : null;

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static ProviderException SignIn(Reason reason, Exception? inner = null) => new(ProviderError.SignIn, reason, inner);

    private static ProviderException Unavailable(string code, Exception? inner) => new(ProviderError.Unavailable, new Reason(code), inner);

    private static Reason Status(string code, HttpStatusCode status) =>
        new(code, "status", ((int)status).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"Retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)", RegexOptions.NonBacktracking)]
    private static partial Regex RetryTime();
}
