using System.Globalization;
using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Lists messages of a folder or of the whole mailbox, as the query options ask.</summary>
internal sealed class MessageList
{
    private const int MaxTop = 1000;

    private static readonly Dictionary<string, Func<MailItem, object?>> Cheap = new(StringComparer.OrdinalIgnoreCase)
    {
        ["receivedDateTime"] = item => item.Received,
        ["sentDateTime"] = item => item.Sent,
        ["createdDateTime"] = item => item.Received,
        ["lastModifiedDateTime"] = item => item.Modified,
        ["isRead"] = item => item.IsRead,
        ["isDraft"] = item => item.IsDraft,
        ["importance"] = item => item.Importance,
        ["internetMessageId"] = item => item.Raw.MessageId,
        ["flag/flagStatus"] = item => item.FlagStatus,
    };

    private static readonly string[] Costly = ["subject", "hasAttachments", "from/emailAddress/address", "sender/emailAddress/address"];
    private readonly IMimeCodec _codec;

    public MessageList(IMimeCodec codec)
    {
        _codec = codec;
    }

    public async ValueTask<GraphResponse> GetAsync(
        GraphRequest request, MailFolder? folder, bool basicOnly, CancellationToken cancellationToken)
    {
        var query = request.Query;
        query.Allow("$select", "$filter", "$top", "$skip", "$orderby", "$count", "$search", "$expand");
        var shape = MessageShape.Parse(query["$select"], basicOnly);
        var top = query.Top(10, MaxTop);
        var items = await FindAsync(request, folder, cancellationToken);
        var page = items.Skip(query.Skip).Take(top).ToList();
        var writer = new MessageJson(request, shape, _codec);
        var contents = new List<(MailContent? Content, MessageExpansion? Expansion)>(page.Count);
        foreach (var item in page)
        {
            contents.Add((
                await writer.PrepareAsync(item, cancellationToken),
                await MessageExpansion.ReadAsync(query["$expand"], item, _codec, cancellationToken)));
        }

        return GraphResponse.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}$metadata#users('{request.User!.Id}')/messages");
            if (query.Count)
            {
                json.WriteNumber("@odata.count", items.Count);
            }

            json.WriteStartArray("value");
            for (var i = 0; i < page.Count; i++)
            {
                writer.Write(json, page[i], contents[i].Content, inner => contents[i].Expansion?.Write(inner));
            }

            json.WriteEndArray();
            if (query.Skip + page.Count < items.Count)
            {
                json.WriteString("@odata.nextLink", PageLink.To(request, query.Skip + page.Count));
            }

            json.WriteEndObject();
        });
    }

    /// <summary>The number alone, as text.</summary>
    public async ValueTask<GraphResponse> CountAsync(GraphRequest request, MailFolder? folder, CancellationToken cancellationToken)
    {
        request.Query.Allow("$filter", "$search");
        var items = await FindAsync(request, folder, cancellationToken);
        return GraphResponse.Bytes(Encoding.ASCII.GetBytes(items.Count.ToString(CultureInfo.InvariantCulture)), "text/plain");
    }

    private async ValueTask<IReadOnlyList<MailItem>> FindAsync(
        GraphRequest request, MailFolder? folder, CancellationToken cancellationToken)
    {
        var order = Order(request.Query["$orderby"]);
        var all = All(request.Mailbox, folder);
        if (request.Query["$search"] is { } search)
        {
            return await SearchAsync(request, all, search, cancellationToken);
        }

        if (request.Query["$filter"] is { } text)
        {
            var contents = new Dictionary<long, MailContent>();
            if (Costly.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase)))
            {
                foreach (var item in all)
                {
                    contents[item.Key] = await item.Raw.ReadAsync(_codec, cancellationToken);
                }
            }

            var (matches, names) = ODataFilter<MailItem>.Parse(text, Properties(contents), "microsoft.graph.message");
            RefuseComplex(names, order);
            all = [.. all.Where(matches)];
        }

        return Sort(all, order);
    }

    /// <summary>Full text over subject, author and body. The service knows a query language; one word or phrase is enough here.</summary>
    private async ValueTask<IReadOnlyList<MailItem>> SearchAsync(
        GraphRequest request, IReadOnlyList<MailItem> items, string search, CancellationToken cancellationToken)
    {
        if (request.Query.Has("$filter") || request.Query.Has("$orderby"))
        {
            throw GraphException.BadRequest("SearchWithFilter", "The query parameters '$filter' and '$orderby' are not supported with '$search'.");
        }

        var text = search.Trim('"');
        text = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var found = new List<MailItem>();
        foreach (var item in items)
        {
            var content = await item.Raw.ReadAsync(_codec, cancellationToken);
            var searched = $"{content.Subject} {Author(content)?.Name} {Author(content)?.Address} {content.Text ?? BodyText.Plain(content.Html ?? "")}";
            if (searched.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(item);
            }
        }

        return found;
    }

    /// <summary>Newest first, which is what the service does when it is not told otherwise.</summary>
    private static IReadOnlyList<MailItem> All(Mailbox mailbox, MailFolder? folder) => mailbox.Read<IReadOnlyList<MailItem>>((items, _) =>
        folder is not null
            ? [.. folder.NewestFirst(null).Select(position => items[position.Key])]
            : [.. items.Values.OrderByDescending(item => new Position(item.Received.UtcTicks, item.Key))]);

    private static Dictionary<string, Func<MailItem, object?>> Properties(Dictionary<long, MailContent> contents) => new(Cheap, StringComparer.OrdinalIgnoreCase)
    {
        ["subject"] = item => contents[item.Key].Subject,
        ["hasAttachments"] = item => contents[item.Key].Attachments.Any(attachment => !attachment.IsInline),
        ["from/emailAddress/address"] = item => Author(contents[item.Key])?.Address,
        ["sender/emailAddress/address"] = item => (contents[item.Key].Sender ?? Author(contents[item.Key]))?.Address,
    };

    private static MailboxAddress? Author(MailContent content) => content.From.Count > 0 ? content.From[0] : null;

    /// <summary>Properties of $orderby must come first in $filter, in the same order (Graph reference, "List messages").</summary>
    private static void RefuseComplex(IReadOnlyList<string> names, (string Name, bool Descending)? order)
    {
        if (order is { } wanted && !string.Equals(names.Count > 0 ? names[0] : null, wanted.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw GraphException.BadRequest("InefficientFilter", "The restriction or sort order is too complex for this operation.");
        }
    }

    private static (string Name, bool Descending)? Order(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var known = words.Length is 1 or 2 && Cheap.ContainsKey(words[0]);
        if (!known || (words.Length == 2 && words[1].ToLowerInvariant() is not ("asc" or "desc")))
        {
            throw GraphException.UnknownProperty(words.FirstOrDefault() ?? "", "microsoft.graph.message");
        }

        return (words[0], words.Length == 2 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyList<MailItem> Sort(IReadOnlyList<MailItem> items, (string Name, bool Descending)? order)
    {
        if (order is not { } wanted)
        {
            return items;
        }

        var key = Cheap[wanted.Name];
        return wanted.Descending
            ? [.. items.OrderByDescending(key).ThenByDescending(item => item.Key)]
            : [.. items.OrderBy(key).ThenBy(item => item.Key)];
    }
}
