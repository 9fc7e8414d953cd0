using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Accounts;

/// <summary>
/// The newest refresh token of each linked account, protected. Microsoft gives a new one with every refresh and the old ones
/// end after 90 days, so it is kept; but apart from the channel, whose version must not rise by that. A token counts for the
/// sign-in that it descends from: after a new sign-in what is kept here is void.
/// </summary>
public sealed class AccountTokenBook
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public AccountTokenBook(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>The newest protected token: a later one, or that of the sign-in.</summary>
    public async Task<string> GetAsync(string channelId, AccountConnection account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return await FindAsync(channelId, cancellationToken) is { } record && RecordJson.Read<Entry>(record) is { } entry
            && entry.Origin == OriginOf(account)
                ? entry.ProtectedToken
                : account.ProtectedToken;
    }

    /// <summary>Keeps a newer token. When another node was faster its token is as good, and stays.</summary>
    public async Task SaveAsync(string channelId, AccountConnection account, string protectedToken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var record = new MailRecord
        {
            Kind = RecordKinds.AccountToken,
            Id = channelId,
            Version = (await FindAsync(channelId, cancellationToken))?.Version ?? 0,
            Json = RecordJson.Write(new Entry(OriginOf(account), protectedToken)),
            At = _time.GetUtcNow(),
        };
        await _store.ApplyAsync(new MailChanges { Records = [record] }, cancellationToken);
    }

    /// <summary>Nothing is left of an account that was taken away.</summary>
    public async Task RemoveAsync(string channelId, CancellationToken cancellationToken)
    {
        if (await FindAsync(channelId, cancellationToken) is not null)
        {
            await _store.ApplyAsync(
                new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.AccountToken, channelId)] }, cancellationToken);
        }
    }

    private async Task<MailRecord?> FindAsync(string channelId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.AccountToken, [channelId], cancellationToken) is [var record] ? record : null;

    private static string OriginOf(AccountConnection account) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.ProtectedToken)));

    /// <param name="Origin">SHA-256 of the protected token of the sign-in.</param>
    private sealed record Entry(string Origin, string ProtectedToken);
}
