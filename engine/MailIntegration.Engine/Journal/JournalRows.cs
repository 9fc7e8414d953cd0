using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Journal;

/// <summary>One mail that went out, as the journal tells it (MC4); never its body.</summary>
public sealed record OutgoingRow
{
    /// <summary>The outbox entry's id; for mail of the site's own, an id of its own.</summary>
    public required string Id { get; init; }

    /// <summary>When it was queued.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The address that sends; <see cref="SenderDirectory.SiteId"/> for the site's mailer.</summary>
    public required string SenderId { get; init; }

    public required MailboxAddress From { get; init; }

    /// <summary>To, Cc and Bcc, at most <see cref="JournalRecords.MaxRecipients"/> of them.</summary>
    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public int RecipientCount { get; init; }

    public string Subject { get; init; } = "";

    /// <inheritdoc cref="OutboxEntry.Template"/>
    public string? Template { get; init; }

    /// <inheritdoc cref="OutboxEntry.AboutItemIds"/>
    public IReadOnlyList<string> AboutItemIds { get; init; } = [];

    /// <inheritdoc cref="OutboxEntry.ToldId"/>
    public string? ToldId { get; init; }

    public string? AuthorId { get; init; }

    public bool IsAutomatic { get; init; }

    /// <summary>True for mail that a module of the site sent by the site's e-mail service (LW8).</summary>
    public bool IsSites { get; init; }

    public required OutboxState State { get; init; }

    /// <summary>The last reason; a server's own words are its argument <c>error</c>.</summary>
    public Reason? Reason { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>That it was opened, where that is known; null for most mail.</summary>
    public Opened? Opened { get; init; }

    public string? ConversationId { get; init; }

    public string? EmailId { get; init; }

    /// <summary>Every change of its state, oldest first.</summary>
    public IReadOnlyList<OutboxStep> History { get; init; } = [];
}

/// <summary>One message that came in, as the journal tells it (MC4); never its body.</summary>
public sealed record IncomingRow
{
    public required string Id { get; init; }

    /// <summary>When it was processed.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string AddressId { get; init; }

    /// <summary>Its row in the ledger.</summary>
    public required string MessageKey { get; init; }

    /// <summary>Null when it could not be read.</summary>
    public MailboxAddress? From { get; init; }

    public string Subject { get; init; } = "";

    public required MessageOutcome Outcome { get; init; }

    /// <summary>Why, for every outcome that is not plainly good.</summary>
    public Reason? Reason { get; init; }

    /// <summary>What each step of processing decided (PR9).</summary>
    public IReadOnlyList<Reason> Explanation { get; init; } = [];

    public string? EmailId { get; init; }

    public string? ConversationId { get; init; }
}

/// <summary>Between rows of the journal and <see cref="MailRecord"/>.</summary>
internal static class JournalRecords
{
    public const int MaxRecipients = 20;

    public static MailRecord ToRecord(OutgoingRow row, long version) => new()
    {
        Kind = RecordKinds.JournalOut,
        Id = row.Id,
        Version = version,
        Json = WritingJson.Write(row),
        ConversationId = row.ConversationId,
        Owner = row.SenderId,
        State = RecordJson.Name(row.State),
        At = row.At,
    };

    public static MailRecord ToRecord(IncomingRow row) => new()
    {
        Kind = RecordKinds.JournalIn,
        Id = row.Id,
        Json = WritingJson.Write(row),
        ConversationId = row.ConversationId,
        Owner = row.AddressId,
        State = RecordJson.Name(row.Outcome),
        At = row.At,
    };

    /// <summary>What became of a message at the door of a forwarding address when it does not go on from there: what goes on gets
    /// its row from processing. Null for accepted mail.</summary>
    public static MailRecord? Of(Arrival arrival, string addressId, MailboxAddress? from) => Outcome(arrival.State) is { } outcome
        ? ToRecord(new IncomingRow
        {
            Id = "arrival-" + arrival.Id,
            At = arrival.ArrivedAt,
            ReceivedAt = arrival.ArrivedAt,
            AddressId = addressId,
            MessageKey = EmailIdentity.MessageKey(addressId, arrival.Id),
            From = from ?? (arrival.EnvelopeFrom.Length > 0 ? new MailboxAddress(null, arrival.EnvelopeFrom) : null),
            Subject = arrival.Subject,
            Outcome = outcome,
            Reason = arrival.Reason
                ?? (arrival.Confirmation is { } asked ? new Reason("forwarding-confirmation", "provider", asked.Provider) : null),
        })
        : null;

    private static MessageOutcome? Outcome(ArrivalState state) => state switch
    {
        ArrivalState.Held => MessageOutcome.Held,
        ArrivalState.Confirmation => MessageOutcome.Confirmation,
        ArrivalState.Refused => MessageOutcome.Refused,
        _ => null,
    };

    public static OutgoingRow ReadOutgoing(MailRecord record) =>
        WritingJson.Read<OutgoingRow>(record.Json) with { ConversationId = record.ConversationId };

    public static IncomingRow ReadIncoming(MailRecord record) =>
        WritingJson.Read<IncomingRow>(record.Json) with { ConversationId = record.ConversationId };

    public static OutgoingRow Of(OutboxEntry entry, Opened? opened = null)
    {
        var recipients = entry.To.Concat(entry.Cc).Concat(entry.Bcc).ToList();
        return new OutgoingRow
        {
            Id = entry.Id,
            At = entry.CreatedAt,
            SenderId = entry.SenderId,
            From = entry.From,
            To = recipients.Take(MaxRecipients).ToList(),
            RecipientCount = recipients.Count,
            Subject = entry.Subject,
            Template = entry.Template,
            AboutItemIds = entry.AboutItemIds,
            ToldId = entry.ToldId,
            AuthorId = entry.AuthorId,
            IsAutomatic = entry.IsAutomatic,
            IsSites = entry.IsSites,
            State = entry.State,
            Reason = entry.Reason,
            SentAt = entry.SentAt,
            Opened = opened,
            ConversationId = entry.AboutConversationId ?? entry.ConversationId,
            EmailId = entry.EmailId,
            History = entry.History,
        };
    }

    /// <summary>What a member wrote for the page of contacts: no outbox entry has it, and nothing more becomes of it.</summary>
    public static MailRecord OfPage(Email email, string authorId, string addressId, DateTimeOffset now) => ToRecord(
        new OutgoingRow
        {
            Id = email.Id,
            At = now,
            SenderId = addressId,
            From = email.From ?? new MailboxAddress(null, ""),
            To = email.To.Take(MaxRecipients).ToList(),
            RecipientCount = email.To.Count,
            Subject = email.Subject,
            AuthorId = authorId,
            State = OutboxState.Sent,
            SentAt = now,
            ConversationId = email.ConversationId,
            EmailId = email.Id,
            History = [new OutboxStep(now, OutboxState.Sent, new Reason("explain-thread-portal"))],
        },
        0);

    /// <summary>
    /// The rows of a batch, written in its commit. History that is imported is no news, and a further failed attempt with a
    /// message tells nothing new.
    /// </summary>
    public static IEnumerable<MailRecord> Of(
        IReadOnlyList<ProviderMessage> messages, IReadOnlyList<PlannedMail> planned, IReadOnlyList<ParsedMail> mails, PlanState state)
    {
        if (state.IsImport)
        {
            return [];
        }

        var plans = planned.ToDictionary(p => p.Mail.Key, StringComparer.Ordinal);
        var digests = mails.DistinctBy(m => m.Key).ToDictionary(m => m.Key, m => m.Digest, StringComparer.Ordinal);
        return messages
            .Where(m => m.Folder != Channels.MailFolder.Sent && m.Outcome != MessageOutcome.Vanished)
            .Where(m => m.Outcome != MessageOutcome.Quarantined
                || state.KnownMessages.GetValueOrDefault(m.Key)?.Outcome != MessageOutcome.Quarantined)
            .Select(m => ToRecord(Of(m, plans.GetValueOrDefault(m.Key), digests.GetValueOrDefault(m.Key), state)));
    }

    private static IncomingRow Of(ProviderMessage message, PlannedMail? plan, MailDigest? digest, PlanState state) => new()
    {
        Id = state.NewId(),
        At = state.Now,
        ReceivedAt = message.ReceivedAt,
        AddressId = message.AddressId,
        MessageKey = message.Key,
        From = digest?.Draft.From,
        Subject = digest?.Draft.Subject ?? "",
        Outcome = message.Outcome,
        Reason = message.Reason,
        Explanation = plan?.Explanation ?? [],
        EmailId = plan?.EmailId,
        ConversationId = plan is null ? null : state.Resolve(plan.ConversationId),
    };
}
