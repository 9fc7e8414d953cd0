using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Changes mail that is stored already, within one transaction.</summary>
internal sealed class ChangeWriter
{
    private const int ChunkSize = 500;

    private readonly MailSession _session;
    private readonly NameTable _names;
    private readonly ConversationTable _conversations;
    private readonly FactTable _facts;
    private readonly HashSet<long> _lessened = [];

    public ChangeWriter(MailSession session, NameTable names, ConversationTable conversations, FactTable facts)
    {
        _session = session;
        _names = names;
        _conversations = conversations;
        _facts = facts;
    }

    public async Task WriteAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        await _facts.LoadAsync(
            changes.EmailStates.Select(s => s.EmailId).Concat(changes.Reads.SelectMany(r => r.EmailIds)), cancellationToken);
        foreach (var change in changes.EmailStates)
        {
            _facts.Find(change.EmailId)?.SetState(change.State, change.At);
        }

        foreach (var change in changes.Reads)
        {
            foreach (var id in change.EmailIds)
            {
                _facts.Find(id)?.SetRead(change.MemberId is { } member ? _names[member] : null, change.IsRead);
            }
        }

        foreach (var merge in changes.Merges)
        {
            await MergeAsync(merge, cancellationToken);
        }

        await _facts.LoadAsync(changes.Moves.Select(m => m.EmailId), cancellationToken);
        foreach (var move in changes.Moves)
        {
            await MoveAsync(move, cancellationToken);
        }

        foreach (var change in changes.Conversations)
        {
            await _conversations.ChangeAsync(change, cancellationToken);
        }

        await WriteAudiencesAsync(changes, cancellationToken);
        await EraseAsync(changes, cancellationToken);
        await _facts.WriteAsync(_facts.All, cancellationToken);
        await _facts.WriteDocumentsAsync(cancellationToken);
        await _conversations.RemoveEmptyAsync(_lessened, cancellationToken);
    }

    private async Task MergeAsync(ConversationMerge merge, CancellationToken cancellationToken)
    {
        if (_conversations.Find(merge.FromId) is not { } from)
        {
            return;
        }

        await _conversations.AddAsync([merge.IntoId], cancellationToken);
        if (_conversations.Find(merge.IntoId) is not { } into || into == from)
        {
            return;
        }

        await _facts.LoadConversationAsync(from, cancellationToken);
        foreach (var facts in _facts.All.Where(f => f.Conversation == from))
        {
            (facts.Conversation, facts.HasMoved) = (into, true);
        }

        await _conversations.MergeAsync(from, into, cancellationToken);
    }

    private async Task MoveAsync(EmailMove move, CancellationToken cancellationToken)
    {
        if (_facts.Find(move.EmailId) is not { } facts)
        {
            return;
        }

        await _conversations.AddAsync([move.IntoId], cancellationToken);
        var (from, into) = (facts.Conversation, _conversations.Find(move.IntoId)!.Value);
        if (from == into)
        {
            return;
        }

        (facts.Conversation, facts.HasMoved) = (into, true);
        if (move.MessageId is { } messageId)
        {
            var addresses = await _names.IdsAsync(facts.Links.Keys.ToHashSet(), cancellationToken);
            await _conversations.MoveReferencesAsync(
                addresses.Values.Select(a => RowKey.ThreadReference(a, messageId)).ToList(), into, cancellationToken);
        }

        await _facts.LoadConversationAsync(from, cancellationToken);
        if (_facts.All.All(f => f.Conversation != from))
        {
            await _conversations.MergeAsync(from, into, cancellationToken);
        }
    }

    private async Task WriteAudiencesAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        foreach (var link in changes.Links.GroupBy(l => l.AddressId).Select(g => g.Last()))
        {
            await WriteAudienceAsync(_names[link.AddressId], Members(link.ReaderIds), link.ManagersSee, cancellationToken);
        }

        // All together for each e-mail: who loses it at one address and gains it at another keeps his unread mark.
        var audiences = changes.Relinks.GroupBy(r => _names[r.AddressId]).ToDictionary(
            g => g.Key, g => (Readers: Members(g.Last().ReaderIds), g.Last().ManagersSee));
        foreach (var (address, (readers, managersSee)) in audiences)
        {
            await WriteAudienceAsync(address, readers, managersSee, cancellationToken);
            await ForEachAtAsync(
                address,
                facts =>
                {
                    foreach (var link in facts.Links.Keys.Where(audiences.ContainsKey).ToList())
                    {
                        facts.SetAudience(link, audiences[link].Readers, audiences[link].ManagersSee);
                    }
                },
                cancellationToken);
        }
    }

    private HashSet<long> Members(IEnumerable<string> ids) => ids.Select(id => _names[id]).ToHashSet();

    /// <summary>Remembers who reads an address, for what is waiting there without an e-mail.</summary>
    private async Task WriteAudienceAsync(
        long address, HashSet<long> readers, bool managersSee, CancellationToken cancellationToken)
    {
        var principals = LinkFacts.Of(default, 0, managersSee ? readers.Prepend(0) : readers).Principals.ToHashSet();
        var stored = await _session.ManyAsync(
            "SELECT [Principal] FROM [#Audience] WHERE [Address] = @p0", row => row.Long(0), cancellationToken, address);
        if (principals.SetEquals(stored))
        {
            return;
        }

        await _session.RunAsync("DELETE FROM [#Audience] WHERE [Address] = @p0", cancellationToken, address);
        var rows = new RowInserts("Audience", "Address", "Principal");
        foreach (var principal in principals)
        {
            rows.Add(address, principal);
        }

        await rows.WriteAsync(_session, cancellationToken);
    }

    /// <summary>Changes every e-mail of an address: those in memory there, the others piece by piece.</summary>
    private async Task ForEachAtAsync(long address, Action<MailFacts> change, CancellationToken cancellationToken)
    {
        foreach (var facts in _facts.All.Where(f => f.Links.ContainsKey(address)))
        {
            change(facts);
        }

        var last = long.MinValue;
        List<long> numbers;
        do
        {
            numbers = await _session.ManyAsync(
                _session.Sql.First("SELECT [Email] FROM [#EmailLink] WHERE [Address] = @p0 AND [Email] > @p1 ORDER BY [Email]", ChunkSize),
                row => row.Long(0), cancellationToken, address, last);
            var found = await _facts.ReadAsync(numbers.Where(n => !_facts.Contains(n)).ToList(), cancellationToken);
            found.ForEach(change);
            await _facts.WriteAsync(found, cancellationToken);
            await EraseAsync(found.Where(f => f.IsErased).ToList(), cancellationToken);
            last = numbers.Count > 0 ? numbers[^1] : last;
        }
        while (numbers.Count == ChunkSize);
    }

    private async Task EraseAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        await _facts.LoadAsync(changes.ErasedEmailIds, cancellationToken);
        foreach (var facts in changes.ErasedEmailIds.Select(_facts.Find).OfType<MailFacts>())
        {
            facts.IsErased = true;
        }

        foreach (var address in changes.ErasedAddressIds.Select(id => _names[id]))
        {
            await _session.RunAsync(
                $"UPDATE [#Message] SET {Tombstone} WHERE [Address] = @p1", cancellationToken, MessageOutcome.Erased, address);
            await ForEachAtAsync(address, facts => RemoveLink(facts, address), cancellationToken);
            foreach (var table in (string[])["EmailLink", "ThreadReference", "Cursor", "Health", "LedgerDay", "Audience"])
            {
                await _session.RunAsync($"DELETE FROM [#{table}] WHERE [Address] = @p0", cancellationToken, address);
            }
        }

        await EraseAsync(_facts.All.Where(f => f.IsErased).ToList(), cancellationToken);
    }

    private void RemoveLink(MailFacts facts, long address)
    {
        facts.Links.Remove(address);
        facts.HasOtherReaders = true;
        facts.IsErased |= facts.Links.Count == 0;
        _lessened.Add(facts.Conversation);
    }

    private const string Tombstone = """
        [Outcome] = @p0, [Email] = NULL, [RawBlob] = NULL, [RawBlobHash] = NULL, [Reason] = NULL, [RetryAt] = NULL,
        [Version] = [Version] + 1
        """;

    private async Task EraseAsync(IReadOnlyCollection<MailFacts> erased, CancellationToken cancellationToken)
    {
        foreach (var chunk in erased.Chunk(ChunkSize))
        {
            var list = SqlText.List(chunk.Select(f => f.Number));
            await _session.RunAsync(
                $"UPDATE [#Message] SET {Tombstone} WHERE [Email] IN {list}", cancellationToken, MessageOutcome.Erased);
            foreach (var table in (string[])["EmailLinkIndex", "EmailUnread", "EmailLink", "EmailWords", "EmailDetail"])
            {
                await _session.RunAsync($"DELETE FROM [#{table}] WHERE [Email] IN {list}", cancellationToken);
            }

            await _session.RunAsync($"DELETE FROM [#EmailState] WHERE [Number] IN {list}", cancellationToken);
            foreach (var item in (await _facts.DocumentsAsync(chunk, cancellationToken)).Values)
            {
                _session.Documents.Delete(item, MailConstants.Collection);
            }

            _lessened.UnionWith(chunk.Select(f => f.Conversation));
        }
    }
}
