using System.Text.Json;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Providers.Microsoft365;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Channels;

/// <summary>What a manager asks for when he sends an administrator to Microsoft.</summary>
/// <param name="Name">Name of the new channel; ignored for a reconnect.</param>
/// <param name="ChannelId">The channel to reconnect; null adds one.</param>
/// <param name="RedirectUri">Where Microsoft comes back to; must be registered there.</param>
public sealed record ConsentRequest(
    string MemberId, string Name, string? ChannelId, MicrosoftCloud? Cloud, Uri RedirectUri);

/// <summary>What Microsoft sends back in the query string; nothing of it is trusted.</summary>
public sealed record ConsentAnswer(
    string? State, string? Tenant, string? AdminConsent, string? Error, string? ErrorDescription);

/// <summary>
/// Consent of an administrator for his whole organisation (CH3), by the admin consent endpoint of the Microsoft
/// identity platform (learn.microsoft.com/entra/identity-platform/v2-admin-consent).
/// </summary>
public sealed partial class Microsoft365Consent
{
    private const string Purpose = "microsoft365-consent";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>A fresh consent takes a moment to reach the token service.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)];

    private readonly IMailSetupStore _setup;
    private readonly ChannelService _channels;
    private readonly IOneTimeTokens _tokens;
    private readonly Microsoft365Options _options;
    private readonly TimeProvider _time;

    public Microsoft365Consent(
        IMailSetupStore setup,
        ChannelService channels,
        IOneTimeTokens tokens,
        Microsoft365Options options,
        TimeProvider time)
    {
        _setup = setup;
        _channels = channels;
        _tokens = tokens;
        _options = options;
        _time = time;
    }

    /// <summary>The address to send the browser to. Its state works once, for this member, for 15 minutes.</summary>
    public async Task<SetupResult<Uri>> StartAsync(ConsentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var setup = await _setup.GetAsync(cancellationToken);
        var errors = new SetupErrors();
        var channel = request.ChannelId is { } id ? setup.FindChannel(id) : null;
        if (request.ChannelId is not null && channel?.Microsoft365 is null)
        {
            return SetupResult.NotFound<Uri>();
        }

        if (setup.Settings.Microsoft is not { } registration)
        {
            return SetupResult.Invalid<Uri>("", new Reason("registration-missing"));
        }

        if (channel is null)
        {
            SetupValidator.CheckLimit(errors, setup);
            SetupValidator.CheckName(errors, request.Name.Trim(), null, setup);
        }

        var cloud = channel?.Microsoft365?.Cloud ?? request.Cloud ?? registration.Cloud;
        if (!Enum.IsDefined(cloud))
        {
            errors.Add("cloud", "value-unknown");
        }

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Uri>(errors);
        }

        var state = new ConsentState(request.MemberId, request.Name.Trim(), channel?.Id, cloud);
        var token = await _tokens.IssueAsync(
            new OneTimeToken(Purpose, JsonSerializer.Serialize(state), _time.GetUtcNow() + Lifetime), cancellationToken);
        return SetupResult.Saved(BuildUri(registration, channel, cloud, request.RedirectUri, token));
    }

    /// <summary>Checks the answer, proves by a sign-in that the consent is real, and saves the channel.</summary>
    public async Task<SetupResult<Channel>> FinishAsync(
        ConsentAnswer answer, string memberId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var token = string.IsNullOrEmpty(answer.State)
            ? null
            : await _tokens.TakeAsync(Purpose, answer.State, cancellationToken);
        if (token is null || JsonSerializer.Deserialize<ConsentState>(token.Payload) is not { } state)
        {
            return Failed(new Reason("consent-expired"));
        }

        if (state.MemberId != memberId)
        {
            return Failed(new Reason("consent-other-member"));
        }

        if (!string.IsNullOrEmpty(answer.Error) || !string.IsNullOrEmpty(answer.ErrorDescription))
        {
            return Failed(Explain(answer));
        }

        if (!string.Equals(answer.AdminConsent, "true", StringComparison.OrdinalIgnoreCase))
        {
            return Failed(new Reason("consent-not-granted"));
        }

        if (!Guid.TryParseExact(answer.Tenant, "D", out var tenant) || tenant == Guid.Empty)
        {
            return Failed(new Reason("consent-tenant-malformed"));
        }

        return await ConnectAsync(state, tenant.ToString("D"), cancellationToken);
    }

    private async Task<SetupResult<Channel>> ConnectAsync(
        ConsentState state, string tenantId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var result = state.ChannelId is { } id
                ? await _channels.ReconnectAsync(id, tenantId, cancellationToken)
                : await _channels.AddConsentedAsync(state.Name, tenantId, state.Cloud, cancellationToken);
            if (attempt == Pauses.Length || result.Errors.First?.Code is not ("unknown-application" or "consent-missing"))
            {
                return result;
            }

            await Task.Delay(Pauses[attempt], _time, cancellationToken);
        }
    }

    private Uri BuildUri(
        MicrosoftRegistration registration, Channel? channel, MicrosoftCloud cloud, Uri redirectUri, string state)
    {
        var endpoints = Microsoft365Endpoints.For(cloud, _options);
        var tenant = channel?.Microsoft365?.TenantId ?? "organizations";
        var query = string.Join('&', new[]
        {
            ("client_id", registration.ClientId),
            ("scope", endpoints.Scope),
            ("redirect_uri", redirectUri.AbsoluteUri),
            ("state", state),
        }.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));
        return new Uri(endpoints.Login, $"{Uri.EscapeDataString(tenant)}/v2.0/adminconsent?{query}");
    }

    /// <summary>Codes of the Microsoft identity platform (learn.microsoft.com/entra/identity-platform/reference-error-codes).</summary>
    private static Reason Explain(ConsentAnswer answer)
    {
        var code = ErrorCode().Match(answer.ErrorDescription ?? "") is { Success: true } match ? match.Groups[1].Value : "";
        return code switch
        {
            "65004" => new Reason("consent-declined"),
            "90094" or "90093" or "90095" or "65001" => new Reason("consent-not-administrator"),
            "50020" or "50034" or "90072" => new Reason("consent-foreign-account"),
            "700016" or "650052" or "7000229" => new Reason("unknown-application"),
            "50011" or "500113" => new Reason("redirect-uri-unknown"),
            "50105" => new Reason("consent-not-assigned"),
            "" when answer.Error is "access_denied" or "permission_denied" => new Reason("consent-declined"),
            "" when answer.Error is "consent_required" or "interaction_required" => new Reason("consent-not-administrator"),
            "" when answer.Error is "temporarily_unavailable" or "server_error" => new Reason("provider-unavailable"),
            _ => new Reason("consent-failed", "code", code.Length > 0 ? "AADSTS" + code : Word(answer.Error)),
        };
    }

    /// <summary>The text comes from the address bar: only what looks like an error code is shown.</summary>
    private static string Word(string? text) =>
        text is { Length: > 0 and <= 40 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? text : "unknown";

    private static SetupResult<Channel> Failed(Reason reason) => SetupResult.Invalid<Channel>("", reason);

    [GeneratedRegex(@"AADSTS(\d{3,9})", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorCode();

    private sealed record ConsentState(string MemberId, string Name, string? ChannelId, MicrosoftCloud Cloud);
}
