using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Push;

namespace MailIntegration.Engine.Providers;

/// <summary>A channel with the settings that it may need to sign in.</summary>
public sealed record ProviderContext(Channel Channel, MailSettings Settings);

/// <summary>A mailbox that the provider lists.</summary>
/// <param name="MailboxId">The provider's constant id.</param>
/// <param name="Email">Primary address, normalised.</param>
/// <param name="Aliases">Further addresses of the same mailbox, normalised.</param>
/// <param name="IsEnabled">False when its user may not sign in.</param>
public sealed record ProviderMailbox(
    string MailboxId, string Email, string DisplayName, IReadOnlyList<string> Aliases, bool IsEnabled);

/// <summary>
/// A family of mail systems. Every failure is a <see cref="ProviderException"/> whose reason says what is wrong and, by
/// its code, who can mend it; nothing else escapes but cancellation.
/// </summary>
public interface IMailProvider
{
    ProviderKind Kind { get; }

    /// <summary>Signs in with the channel's credentials, without reading mail.</summary>
    Task CheckAsync(ProviderContext context, CancellationToken cancellationToken);

    /// <summary>Mailboxes whose name or address begins with <paramref name="search"/>; all when it is empty. At most 200.</summary>
    Task<IReadOnlyList<ProviderMailbox>> ListMailboxesAsync(
        ProviderContext context, string? search, CancellationToken cancellationToken);

    /// <summary>The mailbox that has this address as its own or as an alias.</summary>
    /// <exception cref="ProviderException"><see cref="ProviderError.MailboxNotFound"/>.</exception>
    Task<ProviderMailbox> FindMailboxAsync(ProviderContext context, string email, CancellationToken cancellationToken);

    IMailboxClient OpenMailbox(ProviderContext context, string mailboxId);

    IMailSender OpenSender(ProviderContext context, string mailboxId);

    /// <summary>The calls of the connection checker, in order (CH10); nothing is called before they are run.</summary>
    /// <param name="target">The mailbox to try; null when the channel has none yet.</param>
    IReadOnlyList<ProviderCheck> ChecksOf(ProviderContext context, CheckTarget? target);

    /// <summary>Null when the provider tells nobody of changes: it is then only polled.</summary>
    IPushClient? Push => null;

    /// <summary>Forgets cached tokens of the channel, after its credentials changed.</summary>
    void Forget(string channelId);
}

/// <summary>One mailbox. Safe for use by several callers at once; keeps to the provider's limit of calls at a time.</summary>
public interface IMailboxClient
{
    /// <summary>Messages that may be read at a time (SY5).</summary>
    int Concurrency { get; }

    /// <summary>Whether there was mail before the address was activated: what a first round finds then triggers nothing.</summary>
    bool HasHistory => true;

    /// <summary>The next page of the folder's change feed.</summary>
    /// <param name="from">A new round may leave out what was received earlier.</param>
    /// <param name="token">Where the last page ended; null starts a new round, which enumerates the folder.</param>
    /// <exception cref="ProviderException"><see cref="ProviderError.CursorLost"/>: begin a new round.</exception>
    Task<ChangePage> GetChangesAsync(
        MailFolder folder, DateTimeOffset from, string? token, CancellationToken cancellationToken);

    /// <summary>Messages received in [from, until), newest first, for backfill and ledger.</summary>
    /// <param name="token">From the last page; null for the first.</param>
    Task<ChangePage> ListAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, string? token, CancellationToken cancellationToken);

    /// <summary>Number of messages received in [from, until).</summary>
    Task<long> CountAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Hands the raw message (RFC 5322) to <paramref name="read"/> while it arrives.</summary>
    /// <exception cref="ProviderException"><see cref="ProviderError.MessageNotFound"/>: it is gone meanwhile.</exception>
    Task<RawRead<T>> ReadRawAsync<T>(
        string providerId, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Whether a message that left a folder is in the bin or gone, rather than filed elsewhere.</summary>
    Task<bool> IsDeletedAsync(string providerId, CancellationToken cancellationToken);

    /// <summary>Marks a message read or unread at the provider.</summary>
    Task SetReadAsync(string providerId, bool isRead, CancellationToken cancellationToken);

    /// <summary>Moves a message at the provider; the id stays.</summary>
    Task MoveAsync(string providerId, MoveTarget target, CancellationToken cancellationToken);
}

/// <summary>Folders into which mail is moved at the provider when a setting says so.</summary>
public enum MoveTarget
{
    Inbox,
    Spam,
    Deleted,
}

/// <summary>One page of a feed or list.</summary>
/// <param name="NextToken">Where to go on; opaque.</param>
/// <param name="IsLast">True when the round is complete: <paramref name="NextToken"/> then waits for later changes.</param>
public sealed record ChangePage(IReadOnlyList<MessageChange> Changes, string? NextToken, bool IsLast);

/// <summary>What was made of a raw message, and what the provider said beside it.</summary>
/// <param name="Message">Time and state; null when the provider's lists tell them already.</param>
public sealed record RawRead<T>(T Content, MessageChange? Message = null);

/// <summary>A message that is new or changed, or left the folder.</summary>
/// <param name="ReceivedAt">Null for removals, and where only the message itself tells it.</param>
public sealed record MessageChange(
    string ProviderId, bool IsRemoved, DateTimeOffset? ReceivedAt, bool IsRead = false, bool IsDraft = false)
{
    /// <summary>The provider's own conversation; null when it did not say.</summary>
    public string? ThreadId { get; init; }
}
