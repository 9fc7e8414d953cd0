using System.Collections.Concurrent;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Security;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>Microsoft 365 through the official SDK: organisations with application permissions, single accounts with delegated ones.</summary>
public sealed class Microsoft365Provider : IMailProvider, IDisposable
{
    private static readonly string[] UserFields =
        ["id", "displayName", "mail", "userPrincipalName", "proxyAddresses", "accountEnabled"];

    private readonly GraphClients _clients;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, MailboxGate> _gates = new(StringComparer.Ordinal);

    /// <param name="accounts">Tokens of single accounts; null where none are linked.</param>
    public Microsoft365Provider(ISecretProtector secrets, Microsoft365Options options, TimeProvider time, AccountTokens? accounts = null)
    {
        _clients = new GraphClients(secrets, options, accounts);
        _time = time;
        Push = new Microsoft365Push(_clients, GateOf, time);
    }

    public ProviderKind Kind => ProviderKind.Microsoft365;

    public IPushClient Push { get; }

    public async Task CheckAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Forget(context.Channel.Id);
        await GraphErrors.MapAsync(
            () => _clients.GetTokenAsync(context, cancellationToken), Permissions.ReadMail, cancellationToken);
    }

    public async Task<IReadOnlyList<ProviderMailbox>> ListMailboxesAsync(
        ProviderContext context, string? search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Channel.Account is { } account)
        {
            return [await ReadAccountAsync(_clients.Get(context), GateOf(context, account.AccountId), account, cancellationToken)];
        }

        var client = _clients.Get(context);
        var users = await GateOf(context, "users").RunAsync(
            () => client.Users.GetAsync(
                request =>
                {
                    request.QueryParameters.Select = UserFields;
                    request.QueryParameters.Top = 200;
                    request.QueryParameters.Filter = SearchFilter(search);
                },
                cancellationToken),
            Permissions.ReadUsers,
            cancellationToken);
        return (users?.Value ?? []).Select(ToMailbox).OfType<ProviderMailbox>().ToList();
    }

    public async Task<ProviderMailbox> FindMailboxAsync(
        ProviderContext context, string email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var client = _clients.Get(context);
        if (context.Channel.Account is { } account)
        {
            var own = GateOf(context, account.AccountId);
            var only = await ReadAccountAsync(client, own, account, cancellationToken);
            if (email != account.Email && email != only.Email && !only.Aliases.Contains(email))
            {
                throw NotFound("mailbox-not-found", email);
            }

            await ProveMailboxAsync(client, own, GraphClients.Me, email, cancellationToken);
            return only;
        }

        var gate = GateOf(context, "users");
        var user = await FindUserAsync(client, gate, email, cancellationToken);
        if (user is null || ToMailbox(user) is not { } mailbox)
        {
            throw NotFound("mailbox-not-found", email);
        }

        await ProveMailboxAsync(client, gate, mailbox.MailboxId, email, cancellationToken);
        return mailbox;
    }

    public IMailboxClient OpenMailbox(ProviderContext context, string mailboxId)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Microsoft365Mailbox(_clients.Get(context), GateOf(context, mailboxId), GraphClients.UserOf(context, mailboxId), _clients.GraphBase(context));
    }

    public IMailSender OpenSender(ProviderContext context, string mailboxId)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Microsoft365Sender(_clients.Get(context), GateOf(context, mailboxId), _clients.Uploads, GraphClients.UserOf(context, mailboxId));
    }

    public IReadOnlyList<ProviderCheck> ChecksOf(ProviderContext context, CheckTarget? target)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Microsoft365Checks(_clients, context, target, _time).All();
    }

    public void Forget(string channelId) => _clients.Forget(channelId);

    public void Dispose() => _clients.Dispose();

    private static async Task ProveMailboxAsync(
        GraphServiceClient client, MailboxGate gate, string user, string email, CancellationToken cancellationToken)
    {
        try
        {
            // Every user is listed, mailbox or not; only asking for a folder tells.
            await gate.RunAsync(
                () => client.Users[user].MailFolders["inbox"].GetAsync(
                    r => r.QueryParameters.Select = ["id", "totalItemCount"], cancellationToken),
                Permissions.ReadMail,
                cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MailboxNotFound or ProviderError.FolderNotFound)
        {
            throw NotFound("user-without-mailbox", email);
        }
    }

    /// <summary>The account's mailbox with all its names, as they are now. A personal account knows no further ones, and Microsoft may
    /// refuse to be asked for them: then it is the name that was signed in with.</summary>
    private static async Task<ProviderMailbox> ReadAccountAsync(
        GraphServiceClient client, MailboxGate gate, AccountConnection account, CancellationToken cancellationToken)
    {
        try
        {
            var user = await gate.RunAsync(
                () => client.Users[GraphClients.Me].GetAsync(r => r.QueryParameters.Select = UserFields, cancellationToken),
                AccountPermissions.ReadProfile,
                cancellationToken);
            return user is not null && ToMailbox(user) is { } mailbox
                ? mailbox with { MailboxId = account.AccountId }
                : AccountMailbox.Of(account);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.PermissionMissing or ProviderError.Refused)
        {
            return AccountMailbox.Of(account);
        }
    }

    /// <summary>Looks by sign-in name and id first, then by any address of the mailbox.</summary>
    private static async Task<User?> FindUserAsync(
        GraphServiceClient client, MailboxGate gate, string email, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.RunAsync(
                () => client.Users[email].GetAsync(r => r.QueryParameters.Select = UserFields, cancellationToken),
                Permissions.ReadUsers,
                cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MailboxNotFound or ProviderError.MessageNotFound)
        {
            var quoted = email.Replace("'", "''", StringComparison.Ordinal);
            var found = await gate.RunAsync(
                () => client.Users.GetAsync(
                    request =>
                    {
                        // proxyAddresses is an advanced query: learn.microsoft.com/graph/aad-advanced-queries
                        request.Headers.Add("ConsistencyLevel", "eventual");
                        request.QueryParameters.Count = true;
                        request.QueryParameters.Select = UserFields;
                        request.QueryParameters.Filter = $"mail eq '{quoted}' or proxyAddresses/any(p:p eq 'smtp:{quoted}')";
                    },
                    cancellationToken),
                Permissions.ReadUsers,
                cancellationToken);
            return found?.Value?.FirstOrDefault();
        }
    }

    private static string? SearchFilter(string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return null;
        }

        var quoted = search.Trim().Replace("'", "''", StringComparison.Ordinal);
        return $"startswith(displayName,'{quoted}') or startswith(mail,'{quoted}') or startswith(userPrincipalName,'{quoted}')";
    }

    private static ProviderMailbox? ToMailbox(User user)
    {
        if (user.Id is null || (EmailAddresses.Normalize(user.Mail) ?? EmailAddresses.Normalize(user.UserPrincipalName)) is not { } email)
        {
            return null;
        }

        // A guest's sign-in name is no address: user_elsewhere.example#EXT#@tenant.
        var signInName = user.UserPrincipalName?.Contains('#', StringComparison.Ordinal) == true ? null : user.UserPrincipalName;
        var aliases = (user.ProxyAddresses ?? [])
            .Where(a => a.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase))
            .Select(a => EmailAddresses.Normalize(a[5..]))
            .Append(EmailAddresses.Normalize(signInName))
            .OfType<string>()
            .Where(a => a != email)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new ProviderMailbox(user.Id, email, user.DisplayName ?? email, aliases, user.AccountEnabled ?? true);
    }

    private static ProviderException NotFound(string code, string email) =>
        new(ProviderError.MailboxNotFound, new Reason(code, "email", email));

    /// <summary>One gate per application and mailbox, as Microsoft counts.</summary>
    private MailboxGate GateOf(ProviderContext context, string mailboxId) =>
        _gates.GetOrAdd(context.Channel.Id + "/" + mailboxId, _ => new MailboxGate(_time, () => _clients.RenewToken(context.Channel.Id)));
}

/// <summary>The permissions whose absence is named to people.</summary>
internal static class Permissions
{
    public const string ReadMail = "Mail.Read";
    public const string WriteMail = "Mail.ReadWrite";
    public const string SendMail = "Mail.Send";
    public const string ReadUsers = "User.Read.All";
}
