using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>The e-mails that one transaction touches: loaded once, changed in memory, written at the end.</summary>
internal sealed class FactTable
{
    private const string Columns = "[Number],[EmailId],[DocumentId],[Conversation],[State],[StateAt],[Attachments]";

    private readonly MailSession _session;
    private readonly Dictionary<long, MailFacts> _byNumber = [];
    private readonly Dictionary<string, MailFacts> _byId = new(StringComparer.Ordinal);

    public FactTable(MailSession session) => _session = session;

    public IReadOnlyCollection<MailFacts> All => _byNumber.Values;

    /// <summary>Null for an e-mail that is unknown or was not loaded.</summary>
    public MailFacts? Find(string emailId) => _byId.GetValueOrDefault(emailId);

    public bool Contains(long number) => _byNumber.ContainsKey(number);

    public void Add(MailFacts facts)
    {
        _byNumber.Add(facts.Number, facts);
        _byId.Add(facts.EmailId, facts);
    }

    public async Task LoadAsync(IEnumerable<string> emailIds, CancellationToken cancellationToken)
    {
        var found = await _session.ManyAsync(
            list => $"SELECT {Columns} FROM [#EmailState] WHERE [EmailId] IN {list}",
            emailIds.Where(id => !_byId.ContainsKey(id)), Read, cancellationToken);
        await AddAsync(found, cancellationToken);
    }

    /// <summary>Loads the e-mails of a conversation; those that are loaded already stay as they are in memory.</summary>
    public async Task LoadConversationAsync(long conversation, CancellationToken cancellationToken)
    {
        var found = await _session.ManyAsync(
            $"SELECT {Columns} FROM [#EmailState] WHERE [Conversation] = @p0", Read, cancellationToken, conversation);
        await AddAsync(found, cancellationToken);
    }

    /// <summary>Loads by number, without remembering; for changes to more e-mails than fit into memory.</summary>
    public async Task<List<MailFacts>> ReadAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        var found = await _session.ManyAsync(
            $"SELECT {Columns} FROM [#EmailState] WHERE [Number] IN {SqlText.List(numbers)}", Read, cancellationToken);
        await ReadReadersAsync(found, cancellationToken);
        return found;
    }

    /// <summary>Writes what changed about e-mails.</summary>
    public async Task WriteAsync(IReadOnlyCollection<MailFacts> facts, CancellationToken cancellationToken)
    {
        foreach (var chunk in facts.Where(f => !f.IsErased).Chunk(500))
        {
            await WriteStatesAsync(chunk, cancellationToken);
            await WriteLinksAsync(chunk, cancellationToken);
            await WriteReadersAsync(chunk, cancellationToken);
        }
    }

    /// <summary>Writes what changed into the parts of the documents.</summary>
    public async Task WriteDocumentsAsync(CancellationToken cancellationToken)
    {
        var changed = All.Where(f => !f.IsErased && (f.HasOtherState || f.HasMoved)).ToList();
        foreach (var chunk in changed.Chunk(200))
        {
            var ids = await ConversationIdsAsync(chunk.Select(f => f.Conversation), cancellationToken);
            var items = await DocumentsAsync(chunk, cancellationToken);

            // A document that the site removed by itself has nothing to be changed.
            foreach (var facts in chunk.Where(f => items.ContainsKey(f.DocumentId)))
            {
                var item = items[facts.DocumentId];
                EmailItems.Update(item, ids[facts.Conversation], facts.State);

                // Somebody who edits another part of it at this moment is not overwritten: conflict.
                await _session.Documents.SaveAsync(
                    item, checkConcurrency: true, MailConstants.Collection, cancellationToken);
            }
        }
    }

    public async Task<Dictionary<long, ContentItem>> DocumentsAsync(
        IEnumerable<MailFacts> facts, CancellationToken cancellationToken)
    {
        var ids = facts.Select(f => f.DocumentId).ToArray();
        var items = ids.Length == 0 ? [] : await _session.Documents.GetAsync<ContentItem>(
            ids, MailConstants.Collection, cancellationToken);
        return items.ToDictionary(i => i.Id);
    }

    private async Task<Dictionary<long, string>> ConversationIdsAsync(
        IEnumerable<long> conversations, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            $"SELECT [Number],[ConversationId] FROM [#Conversation] WHERE [Number] IN {SqlText.List(conversations.Distinct())}",
            row => (row.Long(0), row.GetString(1)), cancellationToken);
        return rows.ToDictionary(r => r.Item1, r => r.Item2);
    }

    private static MailFacts Read(System.Data.Common.DbDataReader row) => new()
    {
        Number = row.Long(0),
        EmailId = row.GetString(1),
        DocumentId = row.Long(2),
        Conversation = row.Long(3),
        State = (EmailState)row.Int(4),
        StateAt = row.LongOrNull(5),
        HasAttachments = row.Flag(6),
        IsNew = false,
    };

    private async Task AddAsync(List<MailFacts> found, CancellationToken cancellationToken)
    {
        found.RemoveAll(f => Contains(f.Number));
        await ReadReadersAsync(found, cancellationToken);
        found.ForEach(Add);
    }

    private async Task ReadReadersAsync(List<MailFacts> facts, CancellationToken cancellationToken)
    {
        var byNumber = facts.ToDictionary(f => f.Number);
        foreach (var chunk in byNumber.Keys.Chunk(500))
        {
            var list = SqlText.List(chunk);
            var principals = (await _session.ManyAsync(
                $"SELECT [Email],[Address],[Principal] FROM [#EmailLinkIndex] WHERE [Email] IN {list}",
                row => (Link: (row.Long(0), row.Long(1)), Principal: row.Long(2)), cancellationToken))
                .ToLookup(r => r.Link, r => r.Principal);
            var links = await _session.ManyAsync(
                $"SELECT [Email],[Address],[Folder],[Received] FROM [#EmailLink] WHERE [Email] IN {list}",
                row => (Email: row.Long(0), Address: row.Long(1), Folder: (MailFolder)row.Int(2), Received: row.Long(3)),
                cancellationToken);
            links.ForEach(l => byNumber[l.Email].Links[l.Address] =
                LinkFacts.Of(l.Folder, l.Received, principals[(l.Email, l.Address)]));
            var marks = await _session.ManyAsync(
                $"SELECT DISTINCT [Email],[Member] FROM [#EmailUnread] WHERE [Email] IN {list}",
                row => (Email: row.Long(0), Member: row.Long(1)), cancellationToken);
            marks.ForEach(m => byNumber[m.Email].Unread.Add(m.Member));
        }
    }

    private async Task WriteStatesAsync(MailFacts[] facts, CancellationToken cancellationToken)
    {
        foreach (var changed in facts.Where(f => f.HasOtherState || f.HasMoved))
        {
            await _session.RunAsync(
                "UPDATE [#EmailState] SET [State] = @p1, [StateAt] = @p2, [Conversation] = @p3 WHERE [Number] = @p0",
                cancellationToken, changed.Number, changed.State, changed.StateAt ?? 0, changed.Conversation);
        }
    }

    private async Task WriteLinksAsync(MailFacts[] facts, CancellationToken cancellationToken)
    {
        var rows = new RowInserts("EmailLink", "Email", "Address", "Folder", "Received");
        foreach (var (email, address) in facts.SelectMany(f => f.ChangedLinks.Select(a => (f, a))))
        {
            if (!email.IsNew)
            {
                await _session.RunAsync(
                    "DELETE FROM [#EmailLink] WHERE [Email] = @p0 AND [Address] = @p1", cancellationToken, email.Number, address);
            }

            if (email.Links.TryGetValue(address, out var link))
            {
                rows.Add(email.Number, address, link.Folder, link.Received);
            }
        }

        await rows.WriteAsync(_session, cancellationToken);
    }

    private async Task WriteReadersAsync(MailFacts[] facts, CancellationToken cancellationToken)
    {
        var readers = facts.Where(f => f.HasOtherReaders || f.HasMoved).ToList();
        var marks = facts.Where(f => f.HasOtherReaders || f.HasOtherMarks || f.HasMoved).ToList();
        await DeleteAsync("EmailLinkIndex", readers, cancellationToken);
        await DeleteAsync("EmailUnread", marks, cancellationToken);
        var rows = new RowInserts("EmailLinkIndex", "Email", "Principal", "Address", "Box", "Conversation", "Attachments");
        foreach (var f in readers)
        {
            foreach (var (principal, address, box) in f.Readers())
            {
                rows.Add(f.Number, principal, address, box, f.Conversation, f.HasAttachments);
            }
        }

        await rows.WriteAsync(_session, cancellationToken);
        var unread = new RowInserts("EmailUnread", "Email", "Member", "Address", "Box", "Linked", "Conversation");
        foreach (var f in marks)
        {
            foreach (var (member, address, box, isLinked) in f.Marks())
            {
                unread.Add(f.Number, member, address, box, isLinked, f.Conversation);
            }
        }

        await unread.WriteAsync(_session, cancellationToken);
    }

    private async Task DeleteAsync(string table, IEnumerable<MailFacts> facts, CancellationToken cancellationToken)
    {
        var stored = facts.Where(f => !f.IsNew).Select(f => f.Number).ToList();
        if (stored.Count > 0)
        {
            await _session.RunAsync($"DELETE FROM [#{table}] WHERE [Email] IN {SqlText.List(stored)}", cancellationToken);
        }
    }
}
