using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

using Email = global::MailIntegration.Engine.Conversations.Email;

/// <summary>Writes e-mails that are new, their links and thread references, within one transaction.</summary>
internal sealed class MailWriter
{
    // YesSql sends documents as one command, and SQLite looks up every parameter of it for every statement in it: the time
    // grows with the square of the number.
    private const int DocumentsAtOnce = 10;

    private readonly MailSession _session;
    private readonly NameTable _names;
    private readonly ConversationTable _conversations;
    private readonly FactTable _facts;

    public MailWriter(MailSession session, NameTable names, ConversationTable conversations, FactTable facts)
    {
        _session = session;
        _names = names;
        _conversations = conversations;
        _facts = facts;
    }

    public async Task WriteAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        if (changes.Emails.Count > 0)
        {
            await WriteEmailsAsync(changes.Emails, cancellationToken);
        }

        await _facts.LoadAsync(changes.Links.Select(l => l.EmailId), cancellationToken);
        foreach (var link in changes.Links)
        {
            var email = _facts.Find(link.EmailId) ?? throw ApplyAbortedException.Conflict("email");
            email.SetLink(
                _names[link.AddressId],
                new LinkFacts(
                    link.Folder, link.ReceivedAt.ToUnixTimeMilliseconds(), link.ReaderIds.Select(id => _names[id]).ToHashSet(),
                    link.ManagersSee),
                link.UnreadFor.Select(id => _names[id]));
        }

        await WriteReferencesAsync(changes.ThreadReferences, cancellationToken);
    }

    private async Task WriteEmailsAsync(IReadOnlyList<Email> emails, CancellationToken cancellationToken)
    {
        var states = new RowInserts(
            "EmailState", "Number", "EmailId", "DocumentId", "Conversation", "State", "StateAt", "Attachments");
        var details = new RowInserts("EmailDetail", "Email", "Json");
        var words = new RowInserts("EmailWords", "Email", "Words");
        var next = await NextNumbersAsync(emails, cancellationToken);
        var unsent = 0;
        foreach (var email in emails.OrderBy(e => e.At))
        {
            var (item, rest) = EmailItems.Create(email);
            await _session.Documents.SaveAsync(item, checkConcurrency: false, MailConstants.Collection, cancellationToken);
            if (++unsent == DocumentsAtOnce)
            {
                await SendDocumentsAsync(cancellationToken);
                unsent = 0;
            }

            var first = EmailNumber.First(email.At);
            var facts = new MailFacts
            {
                EmailId = email.Id,
                Number = next[first]++,
                DocumentId = item.Id,
                Conversation = _conversations.Find(email.ConversationId)!.Value,
                State = email.State,
                HasAttachments = email.HasAttachments,
                IsNew = true,
            };
            _facts.Add(facts);
            states.Add(
                facts.Number, email.Id, item.Id, facts.Conversation, email.State, 0, email.HasAttachments);
            words.Add(facts.Number, SearchWords.Of(email));
            if (rest is not null)
            {
                details.Add(facts.Number, StoredJson.Write(rest));
            }
        }

        await SendDocumentsAsync(cancellationToken);
        await states.WriteAsync(_session, cancellationToken);
        await details.WriteAsync(_session, cancellationToken);
        await words.WriteAsync(_session, cancellationToken);
    }

    /// <summary>Afterwards the session forgets them: it would write each of them as JSON again at every later flush.</summary>
    private async Task SendDocumentsAsync(CancellationToken cancellationToken)
    {
        await _session.Documents.FlushAsync(cancellationToken);
        _session.Documents.DetachAll(MailConstants.Collection);
    }

    /// <summary>For each millisecond, the first number that is free.</summary>
    private async Task<Dictionary<long, long>> NextNumbersAsync(
        IReadOnlyList<Email> emails, CancellationToken cancellationToken)
    {
        var next = emails.Select(e => EmailNumber.First(e.At)).Distinct().ToDictionary(first => first);
        foreach (var chunk in next.Keys.Chunk(100))
        {
            var taken = await _session.ManyAsync(
                string.Join(" UNION ALL ", chunk.Select(first =>
                    $"SELECT {first} AS [First], MAX([Number]) AS [Last] FROM [#EmailState] WHERE [Number] BETWEEN {first} AND {EmailNumber.Last(first)}")),
                row => (First: row.Long(0), Last: row.LongOrNull(1)), cancellationToken);
            taken.ForEach(t => next[t.First] = t.Last + 1 ?? t.First);
        }

        return next;
    }

    private async Task WriteReferencesAsync(
        IReadOnlyList<ThreadReference> references, CancellationToken cancellationToken)
    {
        if (references.Count == 0)
        {
            return;
        }

        var byKey = new Dictionary<string, ThreadReference>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            byKey.TryAdd(RowKey.ThreadReference(reference.AddressId, reference.MessageId), reference);
        }

        var known = await _session.ManyAsync(
            list => $"SELECT [ReferenceKey] FROM [#ThreadReference] WHERE [ReferenceKey] IN {list}", byKey.Keys,
            row => row.GetString(0), cancellationToken);
        var rows = new RowInserts("ThreadReference", "ReferenceKey", "Address", "Conversation");
        foreach (var (key, reference) in byKey.ExceptBy(known, r => r.Key))
        {
            rows.Add(key, _names[reference.AddressId], _conversations.Find(reference.ConversationId)!.Value);
        }

        await rows.WriteAsync(_session, cancellationToken);
    }
}
