using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>Consents and the access tokens that rest on them.</summary>
public sealed class TokenStore
{
    public const string GraphResource = "https://graph.microsoft.com";

    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Guid Tenant, string App), IReadOnlyList<string>> _consents = new();

    /// <summary>Codes and refresh tokens of people who signed in to their own accounts.</summary>
    public Sandbox.Accounts.SignInGrants SignIns { get; } = new();

    /// <summary>Roles that an app was granted in a tenant; null when nobody has consented.</summary>
    public IReadOnlyList<string>? Consent(Guid tenant, string clientId) =>
        _consents.GetValueOrDefault((tenant, clientId.ToLowerInvariant()));

    /// <summary>Grants roles to an app, replacing earlier grants. Tokens already given out keep what they had.</summary>
    public void Grant(Guid tenant, string clientId, IReadOnlyList<string> roles) =>
        _consents[(tenant, clientId.ToLowerInvariant())] = roles;

    /// <summary>Withdraws consent and revokes the app's tokens of the tenant.</summary>
    public void Withdraw(Guid tenant, string clientId)
    {
        _consents.TryRemove((tenant, clientId.ToLowerInvariant()), out _);
        RevokeWhere(token => token.Tenant == tenant && string.Equals(token.ClientId, clientId, StringComparison.OrdinalIgnoreCase));
    }

    public void RevokeAll() => RevokeWhere(_ => true);

    internal IssuedToken Issue(Guid tenant, string clientId, string audience, DateTimeOffset expires)
    {
        var value = "sandbox." + Convert.ToBase64String(RandomNumberGenerator.GetBytes(60)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return _tokens[value] = new IssuedToken(value, tenant, clientId.ToLowerInvariant(), audience, Consent(tenant, clientId) ?? [], expires);
    }

    /// <summary>A token in somebody's own name; its roles are delegated permissions.</summary>
    internal IssuedToken IssueDelegated(Sandbox.Accounts.SignInGrant grant, IReadOnlyList<string> scopes, DateTimeOffset expires)
    {
        var value = "sandbox." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(60));
        return _tokens[value] = new IssuedToken(value, grant.Tenant.Id, grant.ClientId.ToLowerInvariant(), GraphResource, scopes, expires) { User = grant.User };
    }

    internal IssuedToken? Find(string value) => _tokens.GetValueOrDefault(value);

    internal void Revoke(IssuedToken token) => _tokens.TryRemove(token.Value, out _);

    private void RevokeWhere(Func<IssuedToken, bool> which)
    {
        foreach (var token in _tokens.Values.Where(which))
        {
            Revoke(token);
        }
    }
}

internal sealed record IssuedToken(
    string Value, Guid Tenant, string ClientId, string Audience, IReadOnlyList<string> Roles, DateTimeOffset Expires)
{
    /// <summary>Set for delegated tokens: who signed in.</summary>
    public Mailboxes.MailUser? User { get; init; }
}
