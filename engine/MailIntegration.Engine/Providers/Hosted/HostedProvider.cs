using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>
/// Mail that is hosted anywhere and forwarded here. Its "mailbox" is what <see cref="InboundService"/> took in, so the way
/// of a mail behind it is the same as for any provider: feed, cursor, ledger, quarantine.
/// </summary>
public sealed class HostedProvider : IMailProvider
{
    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;

    public HostedProvider(IMailStore store, IBlobStore blobs)
    {
        _store = store;
        _blobs = blobs;
    }

    public ProviderKind Kind => ProviderKind.Hosted;

    public Task CheckAsync(ProviderContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<ProviderMailbox>> ListMailboxesAsync(
        ProviderContext context, string? search, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ProviderMailbox>>([]);

    /// <summary>Forwarding addresses are made, not found: <see cref="HostedService"/>.</summary>
    public Task<ProviderMailbox> FindMailboxAsync(
        ProviderContext context, string email, CancellationToken cancellationToken) =>
        throw new ProviderException(ProviderError.MailboxNotFound, new Reason("hosted-by-wizard"));

    public IMailboxClient OpenMailbox(ProviderContext context, string mailboxId) => new HostedMailbox(_store, _blobs, mailboxId);

    /// <summary>There is no mailbox to send from: <see cref="Outbox.SendWays"/> knows what stands in for it.</summary>
    public IMailSender OpenSender(ProviderContext context, string mailboxId) =>
        throw new NotSupportedException("Mail of hosted addresses leaves by other ways.");

    /// <summary>There is nobody to call; what can be tried is the inbound domain's test mail.</summary>
    public IReadOnlyList<ProviderCheck> ChecksOf(ProviderContext context, CheckTarget? target) => [];

    public void Forget(string channelId)
    {
    }
}
