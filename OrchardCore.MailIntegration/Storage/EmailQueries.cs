using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Opened e-mails and conversations, and the numbers beside the filters, as a viewer may see them.</summary>
internal sealed class EmailQueries
{
    private const int MaxTags = 1000;

    private readonly MailSession _session;
    private readonly NameTable _names;
    private readonly Viewer _viewer;

    public EmailQueries(MailSession session, NameTable names, Viewer viewer)
    {
        _session = session;
        _names = names;
        _viewer = viewer;
    }

    private string Principals => SqlText.List(_viewer.Principals);

    public async Task<ConversationView?> ConversationAsync(string conversationId, CancellationToken cancellationToken)
    {
        var conversations = await ConversationTable.FindAsync(_session, [conversationId], cancellationToken);
        if (!conversations.TryGetValue(conversationId, out var conversation))
        {
            return null;
        }

        var emails = await ViewsAsync([conversation], "x.[Conversation]", cancellationToken);
        var heads = emails.Count == 0 ? [] : await _session.ManyAsync(
            "SELECT [ConversationId],[State],[Assignee] FROM [#Conversation] WHERE [Number] = @p0",
            row => (Id: row.GetString(0), State: (ConversationState)row.Int(1), Assignee: row.Text(2)), cancellationToken,
            conversation);
        if (heads is not [var head])
        {
            return null;
        }

        var tags = await ConversationTable.TagsAsync(_session, [conversation], cancellationToken);
        return new ConversationView(head.Id, head.State, head.Assignee, [.. tags[conversation]], emails);
    }

    public async Task<IReadOnlyList<EmailView>> EmailsAsync(
        IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken)
    {
        var numbers = await _session.ManyAsync(
            list => $"SELECT [Number] FROM [#EmailState] WHERE [EmailId] IN {list}", emailIds, row => row.Long(0), cancellationToken);
        return await ViewsAsync(numbers, "x.[Email]", cancellationToken);
    }

    public async Task<IReadOnlyList<string>> IdsAsync(
        IReadOnlyCollection<string> conversationIds, CancellationToken cancellationToken)
    {
        var conversations = await ConversationTable.FindAsync(_session, conversationIds, cancellationToken);
        return await _session.ManyAsync(
            $"""
            SELECT s.[EmailId] FROM [#EmailState] s
            WHERE s.[Conversation] IN {SqlText.List(conversations.Values.Distinct())} AND EXISTS (
                SELECT 1 FROM [#EmailLinkIndex] x WHERE x.[Email] = s.[Number] AND x.[Principal] IN {Principals})
            {_viewer.AndOnly("s.[Conversation]")} ORDER BY s.[Number]
            """,
            row => row.GetString(0), cancellationToken);
    }

    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellationToken)
    {
        // Few tags, many conversations: for each tag the first conversation that he sees will do.
        var tags = await _session.ManyAsync(
            _session.Sql.First(
                $"""
                SELECT t.[Tag] FROM (SELECT DISTINCT [Tag] FROM [#ConversationTag]) t WHERE EXISTS (
                    SELECT 1 FROM [#ConversationTag] g INNER JOIN [#EmailLinkIndex] x ON x.[Conversation] = g.[Conversation]
                    WHERE g.[Tag] = t.[Tag] AND x.[Principal] IN {Principals}{_viewer.AndOnly("x.[Conversation]")})
                ORDER BY t.[Tag]
                """,
                MaxTags),
            row => row.GetString(0), cancellationToken);
        tags.Sort(StringComparer.Ordinal);
        return tags;
    }

    public async Task<MailCounts> CountAsync(CancellationToken cancellationToken)
    {
        // Mail that is not processed is in no conversation.
        var unprocessed = _viewer.Only is not null ? 0 : await _session.NumberAsync(
            Capped(
                $"""
                SELECT m.[MessageKey] FROM [#Message] m WHERE m.[Outcome] = {(int)MessageOutcome.Quarantined}
                AND m.[Address] IN (SELECT [Address] FROM [#Audience] WHERE [Principal] IN {Principals})
                """),
            cancellationToken);
        return new MailCounts(
            await UnreadAsync(MailBox.Inbox, cancellationToken), await UnreadAsync(MailBox.Spam, cancellationToken),
            (int)unprocessed!.Value, await UnreadByAddressAsync(cancellationToken));
    }

    public async Task<int> CountUnreadAsync(IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken)
    {
        var addresses = await _names.FindAsync(addressIds, cancellationToken);
        return addresses.Count == 0 ? 0 : (int)(await _session.NumberAsync(
            Capped(
                $"""
                SELECT DISTINCT [Email] FROM [#EmailUnread] WHERE [Member] = @p0 AND [Address] IN {SqlText.List(addresses.Values)}
                AND [Box] = {(int)MailBox.Inbox} AND [Linked] >= {_viewer.Linked}{_viewer.AndOnly("[Conversation]")}
                """),
            cancellationToken, _viewer.Member))!.Value;
    }

    public Task<int> CountUnreadInboxAsync(CancellationToken cancellationToken) => UnreadAsync(MailBox.Inbox, cancellationToken);

    private async Task<int> UnreadAsync(MailBox box, CancellationToken cancellationToken) => (int)(await _session.NumberAsync(
        Capped($"SELECT DISTINCT [Email] FROM [#EmailUnread] WHERE [Member] = @p0 AND [Box] = {(int)box} AND [Linked] >= {_viewer.Linked}{_viewer.AndOnly("[Conversation]")}"),
        cancellationToken, _viewer.Member))!.Value;

    private async Task<Dictionary<string, int>> UnreadByAddressAsync(CancellationToken cancellationToken)
    {
        var addresses = await _session.ManyAsync(
            $"SELECT DISTINCT [Address] FROM [#Audience] WHERE [Principal] IN {Principals}", row => row.Long(0), cancellationToken);
        var counts = new List<(long Address, int Count)>();
        foreach (var chunk in addresses.Chunk(50))
        {
            counts.AddRange(await _session.ManyAsync(
                string.Join(" UNION ALL ", chunk.Select(a => Capped(
                    $"SELECT [Email] FROM [#EmailUnread] WHERE [Member] = @p0 AND [Address] = {SqlText.Text(a)} AND [Box] = 0 AND [Linked] >= {_viewer.Linked}{_viewer.AndOnly("[Conversation]")}",
                    $"{SqlText.Text(a)} AS [Address], "))),
                row => (row.Long(0), row.Int(1)), cancellationToken, _viewer.Member));
        }

        counts.RemoveAll(c => c.Count == 0);
        var ids = await _names.IdsAsync(counts.ConvertAll(c => c.Address), cancellationToken);
        return counts.ToDictionary(c => ids[c.Address], c => c.Count, StringComparer.Ordinal);
    }

    /// <summary>Counts rows, no further than <see cref="MailCounts.Cap"/>.</summary>
    private string Capped(string query, string columns = "") =>
        $"SELECT {columns}COUNT(*) AS [Number] FROM ({_session.Sql.First(query, MailCounts.Cap)}) t";

    private async Task<List<EmailView>> ViewsAsync(
        IReadOnlyCollection<long> numbers, string column, CancellationToken cancellationToken)
    {
        var views = new List<EmailView>();
        foreach (var chunk in numbers.Chunk(500))
        {
            var entries = await _session.ManyAsync(
                $"""
                SELECT x.[Email],x.[Address],x.[Box],l.[Folder],l.[Received] FROM [#EmailLinkIndex] x
                INNER JOIN [#EmailLink] l ON l.[Email] = x.[Email] AND l.[Address] = x.[Address]
                WHERE {column} IN {SqlText.List(chunk)} AND x.[Principal] + 0 IN {Principals}{_viewer.AndOnly("x.[Conversation]")}
                """,
                row => new Copy(row.Long(0), row.Long(1), (MailBox)row.Int(2), (MailFolder)row.Int(3), row.Time(4)), cancellationToken);
            views.AddRange(await ViewsAsync(entries.DistinctBy(e => (e.Email, e.Address)).ToLookup(e => e.Email), cancellationToken));
        }

        return views;
    }

    private async Task<List<EmailView>> ViewsAsync(ILookup<long, Copy> copies, CancellationToken cancellationToken)
    {
        var emails = copies.Select(c => c.Key).ToList();
        var list = SqlText.List(emails);
        var states = await _session.ManyAsync(
            $"""
            SELECT s.[Number],s.[DocumentId],s.[State],c.[ConversationId] FROM [#EmailState] s
            INNER JOIN [#Conversation] c ON c.[Number] = s.[Conversation] WHERE s.[Number] IN {list} ORDER BY s.[Number]
            """,
            row => (Number: row.Long(0), Document: row.Long(1), State: (EmailState)row.Int(2), Conversation: row.GetString(3)),
            cancellationToken);
        var details = (await _session.ManyAsync(
            $"SELECT [Email],[Json] FROM [#EmailDetail] WHERE [Email] IN {list}",
            row => (row.Long(0), StoredJson.Read<EmailDetails>(row.GetString(1))), cancellationToken))
            .ToDictionary(d => d.Item1, d => d.Item2);
        var unread = (await _session.ManyAsync(
            $"SELECT [Email] FROM [#EmailUnread] WHERE [Email] IN {list} AND [Member] + 0 = @p0 AND [Linked] >= @p1",
            row => row.Long(0), cancellationToken, _viewer.Member, _viewer.Linked)).ToHashSet();
        var raw = await RawCopiesAsync(list, cancellationToken);
        var addresses = await _names.IdsAsync(copies.SelectMany(c => c).Select(c => c.Address).ToList(), cancellationToken);
        var items = (await _session.Documents.GetAsync<ContentItem>(
            states.Select(s => s.Document).ToArray(), MailConstants.Collection, cancellationToken)).ToDictionary(i => i.Id);
        return states
            .Where(s => items.ContainsKey(s.Document))
            .Select(s => new EmailView(
                EmailItems.Read(items[s.Document], details.GetValueOrDefault(s.Number), s.Conversation, s.State),
                copies[s.Number].Min(c => c.Box), unread.Contains(s.Number),
                copies[s.Number]
                    .OrderBy(c => c.ReceivedAt).ThenBy(c => addresses[c.Address], StringComparer.Ordinal)
                    .Select(c => EmailCopy(c, addresses[c.Address], raw)).ToList()))
            .ToList();
    }

    private static EmailCopy EmailCopy(
        Copy copy, string addressId, Dictionary<(long Email, long Address), (string? Blob, string ProviderId)> raw)
    {
        var (blob, providerId) = raw.GetValueOrDefault((copy.Email, copy.Address), (null, ""));
        return new EmailCopy(addressId, copy.Folder, copy.ReceivedAt, blob, providerId);
    }

    /// <summary>Of each e-mail and address the best ledger row: that which made the e-mail, not a duplicate of it.</summary>
    private async Task<Dictionary<(long Email, long Address), (string? Blob, string ProviderId)>> RawCopiesAsync(
        string emails, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            $"""
            SELECT [Email],[Address],[RawBlob],[ProviderId] FROM [#Message] WHERE [Email] IN {emails}
            ORDER BY [Outcome],[Received],[MessageKey]
            """,
            row => (Link: (row.Long(0), row.Long(1)), Raw: (row.Text(2), row.GetString(3))), cancellationToken);
        return rows.GroupBy(r => r.Link).ToDictionary(g => g.Key, g => g.First().Raw);
    }

    private sealed record Copy(long Email, long Address, MailBox Box, MailFolder Folder, DateTimeOffset ReceivedAt);
}
