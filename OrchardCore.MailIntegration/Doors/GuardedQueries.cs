using System.Text.Json.Nodes;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.Queries;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Queries whose results leave out our content for people who may not see it: content items, and rows that name one by
/// DocumentId, ContentItemId, ContentItemVersionId or type. A row that names none is what its author says it is; who writes
/// SQL queries reads the database.
/// </summary>
public sealed class GuardedQueries : IQueryManager
{
    private static readonly string[] Names = ["DocumentId", "ContentItemId", "ContentItemVersionId", "ContentType"];

    private readonly IQueryManager _inner;
    private readonly ISession _session;
    private readonly MailVisibility _visibility;

    public GuardedQueries(IQueryManager inner, ISession session, MailVisibility visibility)
    {
        _inner = inner;
        _session = session;
        _visibility = visibility;
    }

    public async Task<IQueryResults> ExecuteQueryAsync(Query query, IDictionary<string, object> parameters)
    {
        var results = await _inner.ExecuteQueryAsync(query, parameters);
        var hidden = await HiddenTypesAsync();
        if (ReadsOurTables(query, hidden))
        {
            results.Items = [];
            return results;
        }

        if (results.Items is null || hidden.Count == 0)
        {
            return results;
        }

        var items = results.Items.ToList();
        var named = await FindNamedAsync(items.OfType<JsonObject>(), hidden);
        results.Items = items
            .Where(item => item is not ContentItem content || !hidden.Contains(content.ContentType))
            .Where(item => item is not JsonObject row || !IsHidden(row, hidden, named))
            .ToList();
        return results;
    }

    public Task<Query> NewAsync(string source, JsonNode? data = null) => _inner.NewAsync(source, data);

    public Task UpdateAsync(Query query, JsonNode? data = null) => _inner.UpdateAsync(query, data);

    public Task<bool> DeleteQueryAsync(params string[] name) => _inner.DeleteQueryAsync(name);

    public Task<Query> GetQueryAsync(string name) => _inner.GetQueryAsync(name);

    public Task<string> GetIdentifierAsync() => _inner.GetIdentifierAsync();

    public Task<IEnumerable<Query>> ListQueriesAsync(QueryContext? context = null) => _inner.ListQueriesAsync(context);

    public Task<ListQueryResult> PageQueriesAsync(int page, int pageSize, QueryContext? context = null) =>
        _inner.PageQueriesAsync(page, pageSize, context);

    public Task SaveAsync(params Query[] queries) => _inner.SaveAsync(queries);

    /// <summary>True for a query over our own tables: those of the collection, and the addresses of contacts.</summary>
    private static bool ReadsOurTables(Query query, HashSet<string> hidden)
    {
        var text = query.Properties.ToJsonString();
        return (hidden.Contains(MailConstants.ContentTypes.Email)
                && text.Contains(MailConstants.Collection + "_", StringComparison.OrdinalIgnoreCase))
            || (hidden.Contains(MailConstants.ContentTypes.Contact)
                && (text.Contains(nameof(MailContactIndex), StringComparison.OrdinalIgnoreCase)
                    || text.Contains(nameof(MailContactListIndex), StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsHidden(JsonObject row, HashSet<string> hidden, HashSet<string> named) =>
        row.Any(column => Values(column).Any(v => v.Name == "ContentType" ? hidden.Contains(v.Value) : named.Contains(v.Value)));

    /// <summary>What a column says about a content item, under the name that Orchard's index gives it.</summary>
    private static IEnumerable<(string Name, string Value)> Values(KeyValuePair<string, JsonNode?> column)
    {
        var name = Names.FirstOrDefault(n => n.Equals(column.Key, StringComparison.OrdinalIgnoreCase));
        if (name is not null && column.Value is JsonValue value)
        {
            yield return (name, value.ToString());
        }
    }

    private async Task<HashSet<string>> HiddenTypesAsync()
    {
        var hidden = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in MailConstants.ContentTypes.Ordinary.Append(MailConstants.ContentTypes.Email))
        {
            if (!await _visibility.MaySeeAsync(type))
            {
                hidden.Add(type);
            }
        }

        return hidden;
    }

    /// <summary>The ids that rows name and that belong to hidden content.</summary>
    private async Task<HashSet<string>> FindNamedAsync(IEnumerable<JsonObject> rows, HashSet<string> hidden)
    {
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!rows.Any(row => row.Any(column => Values(column).Any(v => v.Name != "ContentType"))))
        {
            return named;
        }

        var types = hidden.ToArray();
        foreach (var index in await _session.QueryIndex<ContentItemIndex>(i => i.ContentType.IsIn(types)).ListAsync())
        {
            named.Add(index.ContentItemId);
            named.Add(index.ContentItemVersionId);
            named.Add(index.DocumentId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return named;
    }
}
