using System.Globalization;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>The conditions of a list as SQL over named values.</summary>
internal sealed class ListFilter
{
    // Fewer conversations than this with a tag or a state are gathered and sorted; more are met while walking.
    private const int Few = 2000;

    // Up to this many addresses each is a walk of its own; the mail of more is picked out of all that the viewer sees.
    private const int MostWalks = 50;

    private const string Join = "CROSS JOIN emails e ON e.n = d.email";

    private readonly EmailListQuery _query;
    private readonly Viewer _viewer;
    private readonly string? _match;
    private readonly string _boxes;
    private readonly List<long> _addresses;
    private readonly string? _fewConversations;

    public ListFilter(SqliteSession session, EmailListQuery query)
    {
        _query = query;
        _viewer = new Viewer(session, query.Reader);
        _match = SearchText.ToMatch(query.Text);
        _boxes = query.Box == MailBox.All ? "0, 1, 3" : ((int)query.Box).ToString(CultureInfo.InvariantCulture);
        _addresses = (query.AddressIds ?? []).Select(id => NameTable.Find(session, id)).OfType<long>().Distinct().ToList();
        Values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["$first"] = _viewer.First,
            ["$second"] = _viewer.Second,
            ["$member"] = _viewer.Member,
            ["$linked"] = _viewer.Linked,
            ["$assignee"] = _viewer.MemberId,
            ["$scope"] = query.AddressIds is null ? 0 : _addresses.FirstOrDefault(-1),
            ["$box"] = query.Box,
            ["$state"] = query.State,
            ["$tag"] = query.Tag,
            ["$low"] = query.From is { } from ? EmailNumber.First(from) : long.MinValue,
            ["$high"] = query.Until is { } until ? EmailNumber.First(until) : long.MaxValue,
        };
        _fewConversations = FindFew(session);
        if (_match is not null)
        {
            session.Run("DELETE FROM temp.hits");
            session.Run("INSERT INTO temp.hits SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid", _match);
        }

        SetPosition(session, query.After);
    }

    public Dictionary<string, object?> Values { get; }

    /// <summary>Whether something is asked that not all e-mails of a row answer alike, or what no single row answers.</summary>
    public bool AsksForEmails => AsksForSomeEmails || _addresses.Count > 1;

    private bool AsksForSomeEmails =>
        _query.OnlyUnread || _query.OnlyWithAttachments || _query.From is not null || _query.Until is not null || OnlyMine
        || _match is not null;

    // What a member sees is linked to him.
    private bool OnlyMine => _query.OnlyMine && _viewer.IsManager;

    /// <summary>Sources of list_rows r, each in the order of the list: table and condition.</summary>
    public IEnumerable<string> RowSources()
    {
        var from = _fewConversations is null
            ? "list_rows r WHERE true"
            : $"({_fewConversations}) k CROSS JOIN list_rows r ON r.conversation = k.conversation";
        if (!_viewer.HasPrivateMail)
        {
            return [$"{from} AND r.principal = $first"];
        }

        // The manager's own row of a conversation counts what the managers' row counts, and his private mail.
        return
        [
            $"""
            {from} AND r.principal = $first AND NOT EXISTS (SELECT 1 FROM list_rows o WHERE o.conversation = r.conversation
                AND o.principal = $second AND o.scope = $scope AND o.box = $box)
            """,
            $"{from} AND r.principal = $second",
        ];
    }

    /// <summary>Sources of e-mails, by the most selective index: table d (email), joined to emails e, and condition.</summary>
    public IEnumerable<string> EmailSources()
    {
        var boxes = _boxes.Split(", ");
        if (_match is not null)
        {
            return [$"temp.hits d {Join} WHERE true"];
        }

        if (_query.OnlyUnread)
        {
            return
                from box in boxes
                from at in AtEachAddress()
                select $"unread d {Join} WHERE d.member = $member AND d.box = {box} AND d.linked >= $linked {at}";
        }

        var byConversation = "CROSS JOIN emails d ON d.conversation = k.conversation";
        if (_fewConversations is not null)
        {
            return [$"({_fewConversations}) k {Numbered(byConversation)} {Join} WHERE true"];
        }

        string Entries(string principal, string box) =>
            $"""
            entries d {Join} WHERE d.principal = {principal} AND d.box = {box} {AtAddress("d")}
            {(_query.OnlyWithAttachments ? "AND d.attachments" : "")}
            """;
        if (OnlyMine)
        {
            const string Assigned = "(SELECT n AS conversation FROM conversations WHERE assignee = $assignee) k";
            return boxes.Select(box => Entries("$member", box))
                .Append($"{Assigned} {Numbered(byConversation)} {Join} WHERE true");
        }

        var principals = _viewer.HasPrivateMail ? (string[])["$first", "$second"] : ["$first"];
        if (!AsksForSomeEmails && _addresses.Count <= MostWalks)
        {
            // The newest e-mail that a conversation has at one of several addresses is the last of one of its rows.
            return
                from principal in principals
                from at in AtEachAddress("scope")
                select $"""
                    (SELECT last AS email, principal, scope, box FROM list_rows) d {Join}
                    WHERE d.principal = {principal} {at} AND d.box = $box
                    """;
        }

        return principals.SelectMany(principal => boxes.Select(box => Entries(principal, box)));
    }

    /// <summary>Whether an e-mail matches.</summary>
    /// <param name="e">Alias of a row of emails.</param>
    public string Matches(string e)
    {
        string Seen(string principals) =>
            $"""
            EXISTS (SELECT 1 FROM entries x WHERE x.email = {e}.n AND x.principal IN ({principals}) AND x.box IN ({_boxes})
                {AtAddress("x")})
            """;
        var conditions = new List<string> { Seen("$first, $second") };
        void When(bool wanted, string condition) => conditions.AddRange(wanted ? [condition] : []);
        When(_query.From is not null || _query.Until is not null, $"{e}.n >= $low AND {e}.n < $high");
        When(_query.OnlyWithAttachments, $"{e}.attachments");
        When(_match is not null, $"EXISTS (SELECT 1 FROM temp.hits h WHERE h.email = {e}.n)");
        When(_query.OnlyUnread, Unread(e));
        When(OnlyMine, $"(EXISTS (SELECT 1 FROM conversations k WHERE k.n = {e}.conversation AND k.assignee = $assignee) OR {Seen("$member")})");
        return string.Join(" AND ", conditions);
    }

    /// <summary>Whether an e-mail is unread where the list looks.</summary>
    public string Unread(string e) => $"EXISTS ({UnreadOf($"{e}.conversation", "1")} AND u.email = {e}.n)";

    // The plus keeps SQLite to the primary key: the marks of one conversation are few.
    public string UnreadOf(string conversation, string columns) =>
        $"""
        SELECT {columns} FROM unread u WHERE u.conversation = {conversation} AND u.member = $member AND u.linked >= $linked
            AND +u.box IN ({_boxes}) {AtAddress("+u")}
        """;

    /// <summary>What is asked of the conversation itself; begins with AND, or is empty.</summary>
    public string Conversation(string n)
    {
        var conditions = "";
        conditions += _query.State is null ? "" : " AND c.state = $state";
        conditions += _query.OnlyUnassigned ? " AND c.assignee IS NULL" : "";
        conditions += _query.Tag is null
            ? "" : " AND EXISTS (SELECT 1 FROM conversation_tags g WHERE g.conversation = c.n AND g.tag = $tag)";
        return (conditions.Length == 0 ? "" : $"AND EXISTS (SELECT 1 FROM conversations c WHERE c.n = {n}{conditions})")
            + _viewer.AndOnly(n);
    }

    // The columns of emails under the names of a source.
    private static string Numbered(string join) => join.Replace("emails d", "(SELECT n AS email, conversation FROM emails) d", StringComparison.Ordinal);

    private string AtAddress(string alias) => _query.AddressIds is null
        ? ""
        : _addresses.Count > 1 ? $"AND {alias}.address IN ({string.Join(',', _addresses)})" : $"AND {alias}.address = $scope";

    /// <summary>The condition on a source d, once for each walk. The plus keeps SQLite to the index in the order of the list.</summary>
    private IEnumerable<string> AtEachAddress(string column = "address") => _addresses.Count switch
    {
        <= 1 => [AtAddress("d")],
        <= MostWalks => _addresses.Select(n => string.Create(CultureInfo.InvariantCulture, $"AND d.{column} = {n}")),
        _ => [AtAddress("+d")],
    };

    /// <summary>Everything before the e-mail that the position names; when that is gone, its millisecond once more.</summary>
    private void SetPosition(SqliteSession session, ListPosition? after)
    {
        (Values["$after"], Values["$listed"]) = (long.MaxValue, null);
        if (after is not null)
        {
            Values["$listed"] = ConversationTable.Find(session, after.ConversationId);
            (Values["$from"], Values["$until"]) = (EmailNumber.First(after.At), EmailNumber.Last(after.At));
            Values["$after"] = session.Many(
                $"SELECT max(t.n) FROM emails t WHERE t.conversation = $listed AND t.n BETWEEN $from AND $until AND {Matches("t")}",
                row => row.IsDBNull(0) ? Values["$until"] : row.GetInt64(0), Values).Single();
        }
    }

    private string? FindFew(SqliteSession session)
    {
        IEnumerable<string> sets =
        [
            .. _query.Tag is null ? [] : (string[])["SELECT conversation FROM conversation_tags WHERE tag = $tag"],
            .. _query.State is null ? [] : (string[])["SELECT n AS conversation FROM conversations WHERE state = $state"],
        ];
        return sets.FirstOrDefault(set =>
            session.Many($"SELECT count(*) FROM ({set} LIMIT {Few})", row => row.GetInt32(0), Values).Single() < Few);
    }
}
