using System.Collections.Concurrent;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// Fetches raw messages into the blob store and reads them. What is wrong with one message becomes that message's
/// failure (SY4); what is wrong with the mailbox, the provider or the disk is thrown and ends the run.
/// </summary>
public sealed class MailFetcher
{
    private readonly IBlobStore _blobs;
    private readonly IMimeCodec _codec;
    private readonly SyncOptions _options;
    private readonly ILogger _logger;

    public MailFetcher(IBlobStore blobs, IMimeCodec codec, SyncOptions options, ILogger<MailFetcher> logger)
    {
        _blobs = blobs;
        _codec = codec;
        _options = options;
        _logger = logger;
    }

    /// <summary>Fetches and reads messages, as many at a time as the mailbox allows; the answer keeps their order.</summary>
    public async Task<IReadOnlyList<ParsedMail>> FetchAsync(
        IMailboxClient mailbox,
        string addressId,
        MailFolder folder,
        IReadOnlyList<MessageChange> changes,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(changes);
        var mails = new ParsedMail[changes.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = mailbox.Concurrency,
            CancellationToken = cancellationToken,
        };
        var failures = new ConcurrentBag<ProviderException>();
        await Parallel.ForAsync(0, changes.Count, options, async (index, token) =>
            mails[index] = await FetchAsync(mailbox, addressId, folder, changes[index], failures, token));
        if (!failures.IsEmpty)
        {
            await JudgeAsync(mailbox, folder, changes.Count, failures, cancellationToken);
        }

        return mails;
    }

    /// <summary>
    /// A message that the provider fails to give out time and again must not hold up the others (SY4); a provider that
    /// fails for most of them is ill itself, and then the run ends and nothing goes into quarantine.
    /// </summary>
    private static async Task JudgeAsync(
        IMailboxClient mailbox, MailFolder folder, int fetched, ConcurrentBag<ProviderException> failures, CancellationToken cancellationToken)
    {
        if (failures.Count > 1 && failures.Count * 2 > fetched)
        {
            throw failures.First();
        }

        await mailbox.CountAsync(folder, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, cancellationToken);
    }

    private async Task<ParsedMail> FetchAsync(
        IMailboxClient mailbox,
        string addressId,
        MailFolder folder,
        MessageChange change,
        ConcurrentBag<ProviderException> failures,
        CancellationToken cancellationToken)
    {
        var mail = new ParsedMail
        {
            Key = EmailIdentity.MessageKey(addressId, change.ProviderId),
            ProviderId = change.ProviderId,
            Folder = folder,
            ReceivedAt = change.ReceivedAt ?? DateTimeOffset.UnixEpoch,
            IsRead = change.IsRead,
            ProviderThread = change.ThreadId,
        };
        if (change.IsDraft)
        {
            return mail with { Failure = new MailFailure(MessageOutcome.Ignored, new Reason("draft")) };
        }

        try
        {
            var raw = await mailbox.ReadRawAsync(
                change.ProviderId,
                (stream, token) => _blobs.WriteAsync(stream, _options.MaxMessageSize, token),
                cancellationToken);
            if (raw.Message is { } message)
            {
                mail = mail with
                {
                    ReceivedAt = message.ReceivedAt ?? mail.ReceivedAt,
                    IsRead = message.IsRead,
                    ProviderThread = message.ThreadId ?? mail.ProviderThread,
                };
            }

            return await ReadAsync(mail with { Raw = raw.Content }, cancellationToken);
        }
        catch (BlobTooLargeException)
        {
            return mail with { Failure = new MailFailure(MessageOutcome.Refused, TooLarge()) };
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            return mail with { Failure = new MailFailure(MessageOutcome.Vanished, new Reason("gone-at-provider")) };
        }
        catch (ProviderException exception) when (
            exception.Error is ProviderError.Refused or ProviderError.Unexpected or ProviderError.Unavailable)
        {
            if (exception.Error == ProviderError.Unavailable)
            {
                failures.Add(exception);
            }

            _logger.LogWarning(exception, "Message {Key} cannot be fetched.", mail.Key);
            return mail with { Failure = new MailFailure(MessageOutcome.Quarantined, exception.Reason, Retry: true) };
        }
    }

    /// <summary>Reads the raw message of a mail that was fetched before.</summary>
    public async Task<ParsedMail> ReadAsync(ParsedMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var raw = mail.Raw!;
        await using var stream = await _blobs.OpenAsync(raw.Name, cancellationToken)
            ?? throw new IOException("A raw message is missing from the blob store.");
        try
        {
            var content = await _codec.ReadAsync(stream, cancellationToken);
            return mail with { Digest = MailDigester.Digest(content, mail.ProviderId, mail.ReceivedAt, raw.Size), Failure = null };
        }
        catch (MimeLimitException exception)
        {
            _logger.LogWarning(exception, "Message {Key} exceeds a limit.", mail.Key);
            return mail with { Failure = new MailFailure(MessageOutcome.Quarantined, new Reason("limit-exceeded", "limit", exception.Message)) };
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException or IOException))
        {
            // A defect of ours meets one mail: that mail waits, the others go on.
            _logger.LogError(exception, "Message {Key} cannot be read.", mail.Key);
            return mail with { Failure = new MailFailure(MessageOutcome.Quarantined, new Reason("unreadable")) };
        }
    }

    private Reason TooLarge() => new(
        "message-too-large", "limitMb", (_options.MaxMessageSize / (1024 * 1024)).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
