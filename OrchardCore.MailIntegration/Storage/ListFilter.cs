using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// The conditions of a list as SQL: sources of rows (e-mail, conversation), each of which an index returns in the order of
/// the list. Every source holds only what the viewer may see.
/// </summary>
internal sealed class ListFilter
{
    // Fewer conversations than this with a tag or a state are gathered by conversation; more are met while walking.
    private const int Few = 1000;

    // Up to this many addresses each is a source of its own; the mail of more is picked out of all that the viewer sees.
    private const int MostSources = 10;

    private readonly EmailListQuery _query;
    private readonly IReadOnlyList<long>? _addresses;
    private readonly List<object?> _values = [];
    private readonly string _conditions;
    private string _few = "";

    private ListFilter(EmailListQuery query, Viewer viewer, IReadOnlyList<long>? addresses)
    {
        _query = query;
        _addresses = addresses;
        Viewer = viewer;
        Words = SearchWords.Asked(query.Text);
        Boxes = MailBoxes.In(query.Box);
        _conditions = Conditions();
    }

    public Viewer Viewer { get; }

    public IReadOnlyList<MailBox> Boxes { get; }

    public IReadOnlyList<string> Words { get; }

    public long Low => _query.From is { } from ? EmailNumber.First(from) : long.MinValue;

    public long High => _query.Until is { } until ? EmailNumber.First(until) : long.MaxValue;

    public object?[] Values => [.. _values];

    public bool IsMineAsked => _query.OnlyMine && Viewer.IsManager;

    /// <summary>Null when nothing can match.</summary>
    public static async Task<ListFilter?> CreateAsync(
        MailSession session, NameTable names, EmailListQuery query, CancellationToken cancellationToken)
    {
        var addresses = query.AddressIds is { } ids
            ? (await names.FindAsync(ids, cancellationToken)).Values.ToList() : null;
        if (addresses is [])
        {
            return null;
        }

        var viewer = await Viewer.LoadAsync(session, names, query.Reader, cancellationToken);
        var filter = new ListFilter(query, viewer, addresses);
        await filter.FindFewAsync(session, cancellationToken);
        return filter;
    }

    public bool IsAt(long address) => _addresses is null || _addresses.Contains(address);

    /// <summary>Statements that select from rows x.</summary>
    /// <param name="columns">Over x.</param>
    /// <param name="condition">A further condition over x.</param>
    /// <param name="byConversation">True when the condition names conversations: the order of the list is of no use then.</param>
    public IEnumerable<string> Sources(string columns, string condition, bool byConversation = false)
    {
        // A computed column keeps the planner from walking the whole box.
        var computed = byConversation || _few.Length > 0 ? " + 0" : "";
        return
            from at in AtEachAddress()
            from rows in Rows(computed, at)
            from b in Boxes
            select $"SELECT {columns} FROM {rows} AND x.[Box]{computed} = {(int)b} AND {condition}{_few}{_conditions}";
    }

    // One address and its order are an index; several are walked one by one and put in order by who walks them.
    private IEnumerable<string> AtEachAddress() => _addresses switch
    {
        null => [""],
        { Count: <= MostSources } => _addresses.Select(a => $" AND x.[Address] = {SqlText.Text(a)}"),
        _ => [$" AND x.[Address] + 0 IN {SqlText.List(_addresses)}"],
    };

    private IEnumerable<string> Rows(string computed, string at)
    {
        if (_query.OnlyUnread)
        {
            return [$"[#EmailUnread] x WHERE x.[Member]{computed} = {SqlText.Text(Viewer.Member)} AND x.[Linked] >= {Viewer.Linked}{at}"];
        }

        string Of(long principal, string and) => $"[#EmailLinkIndex] x WHERE x.[Principal]{computed} = {SqlText.Text(principal)}{at}{and}";
        return IsMineAsked
            ? Viewer.Principals.Select(p => Of(p, $" AND {Assigned}")).Prepend(Of(Viewer.Member, ""))
            : Viewer.Principals.Select(p => Of(p, ""));
    }

    private string Assigned =>
        "x.[Conversation] IN (SELECT [Number] FROM [#Conversation] WHERE [Assignee] = " + Parameter(Viewer.MemberId) + ")";

    private string Conditions()
    {
        var all = new List<string>();
        void When(bool wanted, Func<string> condition) => all.AddRange(wanted ? [condition()] : []);
        When(_query.From is not null, () => $"x.[Email] >= {SqlText.Text(Low)}");
        When(_query.Until is not null, () => $"x.[Email] < {SqlText.Text(High)}");
        When(_query.OnlyWithAttachments && !_query.OnlyUnread, () => "x.[Attachments] = 1");
        When(_query.OnlyWithAttachments && _query.OnlyUnread, () =>
            "EXISTS (SELECT 1 FROM [#EmailState] s WHERE s.[Number] = x.[Email] AND s.[Attachments] = 1)");
        When(Words.Count > 0, () => $"EXISTS (SELECT 1 FROM [#EmailWords] w WHERE w.[Email] = x.[Email] AND {Like("w")})");
        When(IsMineAsked && _query.OnlyUnread, () => $"({Assigned} OR {SeenAsMember})");
        When(ConversationCondition("c") is not null, () =>
            $"EXISTS (SELECT 1 FROM [#Conversation] c WHERE c.[Number] = x.[Conversation] AND {ConversationCondition("c")})");
        When(_query.Tag is not null, () =>
            $"EXISTS (SELECT 1 FROM [#ConversationTag] g WHERE g.[Conversation] = x.[Conversation] AND g.[Tag] = {Parameter(_query.Tag!)})");
        return string.Concat(all.Select(c => " AND " + c)) + Viewer.AndOnly("x.[Conversation]");
    }

    /// <summary>All words, over a row of EmailWords.</summary>
    public string Like(string w) => string.Join(" AND ", Words.Select(word => $"{w}.[Words] LIKE {Parameter($"% {word}%")}"));

    private string? ConversationCondition(string c)
    {
        IEnumerable<string> all =
        [
            .. _query.State is { } state ? (string[])[$"{c}.[State] = {(int)state}"] : [],
            .. _query.OnlyUnassigned ? (string[])[$"{c}.[Assignee] IS NULL"] : [],
        ];
        return string.Join(" AND ", all) is { Length: > 0 } conditions ? conditions : null;
    }

    private string SeenAsMember =>
        $"""
        EXISTS (SELECT 1 FROM [#EmailLinkIndex] y WHERE y.[Email] = x.[Email] AND y.[Principal] = {SqlText.Text(Viewer.Member)}
            AND y.[Box] IN ({string.Join(',', Boxes.Select(b => (int)b))}){(_addresses is null ? "" : $" AND y.[Address] IN {SqlText.List(_addresses)}")})
        """;

    /// <summary>The same value has the same parameter, however often it is named.</summary>
    private string Parameter(string value)
    {
        var i = _values.IndexOf(value);
        if (i < 0)
        {
            _values.Add(value);
            i = _values.Count - 1;
        }

        return $"@p{i}";
    }

    private async Task FindFewAsync(MailSession session, CancellationToken cancellationToken)
    {
        string? sql = _query switch
        {
            { Tag: not null } => $"SELECT [Conversation] FROM [#ConversationTag] WHERE [Tag] = {Parameter(_query.Tag)}",
            { State: ConversationState.Done } => $"SELECT [Number] FROM [#Conversation] WHERE [State] = {(int)ConversationState.Done}",
            _ => null,
        };
        if (sql is null)
        {
            return;
        }

        var found = await session.ManyAsync(session.Sql.First(sql, Few), row => row.Long(0), cancellationToken, Values);
        if (found.Count < Few)
        {
            _few = $" AND x.[Conversation] IN {SqlText.List(found)}";
        }
    }
}
