using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Channels;

/// <summary>Somebody who wants to sign in to one account.</summary>
/// <param name="ChannelId">The channel to reconnect; null links a new account.</param>
/// <param name="IsOwn">A member's own account, which he alone reads at first; otherwise one that a manager connects for others.</param>
/// <param name="RedirectUri">Where the provider comes back to; must be registered there.</param>
public sealed record AccountSignInRequest(
    MemberRights Rights, ProviderKind Provider, string? ChannelId, bool IsOwn, Uri RedirectUri);

/// <summary>What the provider sends back in the query string; nothing of it is trusted.</summary>
public sealed record AccountSignInAnswer(string? State, string? Code, string? Error, string? ErrorDescription)
{
    /// <summary>Never the code: records are printed easily.</summary>
    public override string ToString() => $"{nameof(AccountSignInAnswer)} {Error}";
}

/// <summary>A linked account with the address that reads it.</summary>
public sealed record LinkedAccount(Channel Channel, ChannelAddress? Address);

/// <summary>
/// Signing in to one Gmail, Outlook.com or Microsoft 365 account (CH5), by the authorisation code flow with PKCE. State works
/// once, for the member whom it was given to, for 15 minutes.
/// </summary>
public sealed class AccountSignIn
{
    private const string Purpose = "account-sign-in";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly IMailSetupStore _setup;
    private readonly IOneTimeTokens _tokens;
    private readonly ISecretProtector _protector;
    private readonly AccountLinks _links;
    private readonly AccountRevocation _revocation;
    private readonly Dictionary<ProviderKind, IAccountProvider> _providers;
    private readonly TimeProvider _time;

    public AccountSignIn(
        IMailSetupStore setup,
        IOneTimeTokens tokens,
        ISecretProtector protector,
        AccountLinks links,
        AccountRevocation revocation,
        IEnumerable<IAccountProvider> providers,
        TimeProvider time)
    {
        _setup = setup;
        _tokens = tokens;
        _protector = protector;
        _links = links;
        _revocation = revocation;
        _providers = providers.ToDictionary(p => p.Kind);
        _time = time;
    }

    /// <summary>Providers whose accounts can be linked now.</summary>
    public async Task<IReadOnlyList<ProviderKind>> GetProvidersAsync(CancellationToken cancellationToken)
    {
        var settings = (await _setup.GetAsync(cancellationToken)).Settings;
        return _providers.Values.Where(p => p.IsConfigured(settings)).Select(p => p.Kind).Order().ToList();
    }

    /// <summary>Whether a member may link an account, or reconnect this channel.</summary>
    public static bool Allows(MemberRights rights, Channel? channel, bool isOwn)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return channel is null
            ? isOwn ? rights.LinksAccounts : rights.ManagesChannels
            : rights.ManagesChannels || (channel.OwnerId == rights.Member.Id && rights.LinksAccounts);
    }

    /// <summary>The address to send the browser to.</summary>
    public async Task<SetupResult<Uri>> StartAsync(AccountSignInRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var setup = await _setup.GetAsync(cancellationToken);
        var channel = request.ChannelId is { } id ? setup.FindChannel(id) : null;
        if (request.ChannelId is not null && channel?.Account is null)
        {
            return SetupResult.NotFound<Uri>();
        }

        if (!Allows(request.Rights, channel, request.IsOwn))
        {
            return SetupResult.Invalid<Uri>("", new Reason("forbidden"));
        }

        var kind = channel?.Provider ?? request.Provider;
        if (!_providers.TryGetValue(kind, out var provider) || !provider.IsConfigured(setup.Settings))
        {
            return SetupResult.Invalid<Uri>("", new Reason("account-registration-missing", "provider", NameOf(kind)));
        }

        var errors = new SetupErrors();
        if (channel is null)
        {
            SetupValidator.CheckLimit(errors, setup);
        }

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Uri>(errors);
        }

        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(48));
        var state = new State(
            kind, request.Rights.Member.Id, channel?.Id, request.IsOwn, _protector.Protect(verifier), request.RedirectUri);
        var token = await _tokens.IssueAsync(
            new OneTimeToken(Purpose, JsonSerializer.Serialize(state), _time.GetUtcNow() + Lifetime), cancellationToken);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return SetupResult.Saved(provider.SignInAddress(
            setup.Settings, new AccountSignInPage(request.RedirectUri, token, challenge, channel?.Account?.Email)));
    }

    /// <summary>Checks the answer, names what is missing, and links the account or brings its channel back.</summary>
    public async Task<SetupResult<LinkedAccount>> FinishAsync(
        AccountSignInAnswer answer, MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(rights);
        var token = string.IsNullOrEmpty(answer.State) ? null : await _tokens.TakeAsync(Purpose, answer.State, cancellationToken);
        if (token is null || JsonSerializer.Deserialize<State>(token.Payload) is not { } state)
        {
            return Failed(new Reason("account-sign-in-expired"));
        }

        if (state.MemberId != rights.Member.Id)
        {
            return Failed(new Reason("account-sign-in-other-member"));
        }

        if (!string.IsNullOrEmpty(answer.Error) || string.IsNullOrEmpty(answer.Code))
        {
            return Failed(Explain(answer));
        }

        var setup = await _setup.GetAsync(cancellationToken);
        var channel = state.ChannelId is { } id ? setup.FindChannel(id) : null;
        if (state.ChannelId is not null && channel is null)
        {
            return SetupResult.NotFound<LinkedAccount>();
        }

        if (!Allows(rights, channel, state.IsOwn))
        {
            return Failed(new Reason("forbidden"));
        }

        try
        {
            return await ConnectAsync(state, answer.Code, rights, setup.Settings, cancellationToken);
        }
        catch (ProviderException exception)
        {
            return Failed(exception.Reason);
        }
    }

    private async Task<SetupResult<LinkedAccount>> ConnectAsync(
        State state, string code, MemberRights rights, MailSettings settings, CancellationToken cancellationToken)
    {
        if (!_providers.TryGetValue(state.Provider, out var provider) || !provider.IsConfigured(settings)
            || _protector.Unprotect(state.Verifier) is not { } verifier)
        {
            return Failed(new Reason("account-registration-missing", "provider", NameOf(state.Provider)));
        }

        var grant = await provider.ExchangeAsync(settings, code, verifier, state.RedirectUri, cancellationToken);
        var result = await LinkAsync(state, grant, rights, cancellationToken);
        if (result.Value is null)
        {
            await _revocation.DropAsync(state.Provider, grant, cancellationToken);
        }

        return result;
    }

    private async Task<SetupResult<LinkedAccount>> LinkAsync(
        State state, AccountGrant grant, MemberRights rights, CancellationToken cancellationToken)
    {
        if (grant.Missing is [var missing, ..])
        {
            return Failed(missing);
        }

        if (grant.RefreshToken is null)
        {
            return Failed(new Reason("account-without-refresh"));
        }

        return state.ChannelId is { } channelId
            ? await _links.ReconnectAsync(channelId, grant, cancellationToken)
            : await _links.AddAsync(state.Provider, grant, rights, state.IsOwn, cancellationToken);
    }

    /// <summary>Error words of RFC 6749 4.1.2.1, and Microsoft's numbers.</summary>
    private static Reason Explain(AccountSignInAnswer answer)
    {
        var text = answer.ErrorDescription ?? "";
        if (text.Contains("AADSTS90094", StringComparison.Ordinal) || text.Contains("AADSTS65001", StringComparison.Ordinal)
            || answer.Error is "consent_required" or "admin_policy_enforced")
        {
            return new Reason("account-needs-administrator");
        }

        return answer.Error switch
        {
            "access_denied" => new Reason("account-declined"),
            "temporarily_unavailable" or "server_error" => new Reason("provider-unavailable"),
            "org_internal" => new Reason("account-org-internal"),
            { Length: > 0 and <= 40 } word when word.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') =>
                new Reason("sign-in-failed", "error", word),
            _ => new Reason("sign-in-failed", "error", "unknown"),
        };
    }

    internal static string NameOf(ProviderKind kind) => kind == ProviderKind.Gmail ? "Gmail" : "Microsoft 365";

    private static SetupResult<LinkedAccount> Failed(Reason reason) => SetupResult.Invalid<LinkedAccount>("", reason);

    /// <param name="Verifier">Protected: who reads the store of one-time tokens must not be able to use a code.</param>
    private sealed record State(
        ProviderKind Provider, string MemberId, string? ChannelId, bool IsOwn, string Verifier, Uri RedirectUri);
}
