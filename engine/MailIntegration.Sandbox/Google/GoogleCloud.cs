using System.Collections.Concurrent;
using System.Security.Cryptography;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Google;

/// <summary>Service accounts, what administrators delegated to them, and the tokens that rest on it.</summary>
public sealed class GoogleCloud
{
    private readonly ConcurrentDictionary<string, ServiceAccount> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(Guid Tenant, string ClientId), IReadOnlySet<string>> _delegations = new();
    private readonly ConcurrentDictionary<string, GoogleToken> _tokens = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, GoogleOAuthClient> _clients = new(StringComparer.Ordinal);

    public GoogleCloud()
    {
        AddClient(new GoogleOAuthClient(GoogleOAuthClient.DefaultId, GoogleOAuthClient.DefaultSecret, "Mail Integration", []));
    }

    /// <summary>Codes and refresh tokens of people who signed in to their own accounts.</summary>
    public Sandbox.Accounts.SignInGrants SignIns { get; } = new();

    public void AddClient(GoogleOAuthClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _clients[client.ClientId] = client;
    }

    internal GoogleOAuthClient? FindClient(string id) => _clients.GetValueOrDefault(id);

    public IReadOnlyList<ServiceAccount> Accounts => [.. _accounts.Values];

    /// <summary>Reads and changes mail, keeps drafts and sends.</summary>
    public const string ModifyScope = "https://www.googleapis.com/auth/gmail.modify";

    /// <summary>Reads the organisation's users.</summary>
    public const string UsersScope = "https://www.googleapis.com/auth/admin.directory.user.readonly";

    /// <summary>The key with which Google signs the identity of those who push (SY8).</summary>
    public GoogleIdentity Identity { get; } = new();

    /// <summary>Topics, watches, and what is pushed.</summary>
    public PubSub PubSub { get; internal set; } = null!;

    public ServiceAccount CreateAccount(string name = "mail-integration", string projectId = "sandbox-project") =>
        Restore(new ServiceAccount(name, projectId));

    /// <summary>What the administrator does under Security, API controls, Domain-wide delegation; replaces what was there.</summary>
    public void Delegate(Organisation tenant, ServiceAccount account, params string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(account);
        _delegations[(tenant.Id, account.ClientId)] = scopes.ToHashSet(StringComparer.Ordinal);
        Changed?.Invoke();
    }

    public void RevokeTokens() => _tokens.Clear();

    /// <summary>Told when keys or delegations came or went.</summary>
    internal Action? Changed { get; set; }

    /// <summary>The account; the one that has its address already, if there is one.</summary>
    internal ServiceAccount Restore(ServiceAccount account)
    {
        account.Changed = () => Changed?.Invoke();
        return _accounts.GetOrAdd(account.Email, account);
    }

    internal ServiceAccount? FindAccount(string email) => _accounts.GetValueOrDefault(email);

    internal IReadOnlySet<string> ScopesOf(Organisation tenant, ServiceAccount account) =>
        _delegations.GetValueOrDefault((tenant.Id, account.ClientId)) ?? new HashSet<string>();

    internal GoogleToken Issue(ServiceAccount account, Organisation tenant, MailUser user, IReadOnlyList<string> scopes, DateTimeOffset expires)
    {
        var value = "ya29.sandbox." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(40));
        return _tokens[value] = new GoogleToken(value, account, tenant, user, scopes, expires);
    }

    internal GoogleToken? FindToken(string value) => _tokens.GetValueOrDefault(value);

    internal void Revoke(GoogleToken token) => _tokens.TryRemove(token.Value, out _);

    /// <summary>Access tokens that the user's consent to this client gave.</summary>
    internal void RevokeTokens(MailUser user, GoogleOAuthClient client)
    {
        foreach (var token in _tokens.Values.Where(t => t.User == user && t.Account.ProjectId == client.ProjectId))
        {
            Revoke(token);
        }
    }
}

internal sealed record GoogleToken(
    string Value, ServiceAccount Account, Organisation Tenant, MailUser User, IReadOnlyList<string> Scopes, DateTimeOffset Expires);
