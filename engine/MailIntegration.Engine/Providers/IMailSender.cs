namespace MailIntegration.Engine.Providers;

/// <summary>A file to add to a provider's draft.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="ContentId">Set for inline images.</param>
public sealed record DraftFile(
    string FileName, string ContentType, long Size, string? ContentId, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>A message of ours as the provider has it now.</summary>
/// <param name="ProviderId">Of the draft, or of the sent copy, which may have another one.</param>
/// <param name="At">When the provider sent it; for a draft, when it was made.</param>
/// <param name="MessageId">The Message-ID that it bears now; providers may give it another one.</param>
public sealed record SentLook(string ProviderId, bool IsDraft, DateTimeOffset At, string? MessageId = null);

/// <summary>
/// Sends from one mailbox, in steps of which only the last has an effect on others: a draft is made, completed, and handed
/// over. A draft can be handed over once, so its id makes sending happen once. Every call is made once; failures are
/// <see cref="ProviderException"/>.
/// </summary>
public interface IMailSender
{
    /// <summary>Mails that the mailbox may send in a minute.</summary>
    int SendsPerMinute { get; }

    /// <summary>True when a draft is made of the whole message, whatever its size: files are never added one by one.</summary>
    bool TakesWholeMessages => false;

    /// <summary>Whether the provider lets this mailbox use an address in From; null when only trying tells.</summary>
    Task<bool?> MaySendAsAsync(string email, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <summary>Makes a draft of a whole message (RFC 5322).</summary>
    /// <returns>The draft's immutable id.</returns>
    Task<string> CreateDraftAsync(Stream mime, CancellationToken cancellationToken);

    /// <summary>Adds a file to a draft.</summary>
    Task AddFileAsync(string draftId, DraftFile file, CancellationToken cancellationToken);

    /// <summary>Asks the provider to send the draft.</summary>
    /// <exception cref="ProviderException">With <see cref="ProviderError.Unavailable"/> or
    /// <see cref="ProviderError.Unexpected"/> it may have been sent all the same.</exception>
    Task SendDraftAsync(string draftId, CancellationToken cancellationToken);

    /// <summary>What became of a draft; null when the provider knows no message of this id at the moment.</summary>
    Task<SentLook?> FindAsync(string draftId, CancellationToken cancellationToken);

    /// <summary>Messages of the mailbox with this Message-ID, in any folder.</summary>
    Task<IReadOnlyList<SentLook>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken);

    /// <summary>Removes a draft that was not handed over; one that is gone already is well.</summary>
    Task DiscardDraftAsync(string draftId, CancellationToken cancellationToken);
}
