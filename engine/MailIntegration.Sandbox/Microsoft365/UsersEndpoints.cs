using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>The directory: <c>/users</c>, <c>/users/{id}</c>, <c>/organization</c>.</summary>
internal static class UsersEndpoints
{
    private const string Type = "microsoft.graph.user";

    private static readonly string[] Standard =
    [
        "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage",
        "surname", "userPrincipalName", "id",
    ];

    private static readonly Dictionary<string, Func<MailUser, JsonNode?>> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = user => user.Id,
        ["displayName"] = user => user.DisplayName,
        ["mail"] = user => user.Mail,
        ["userPrincipalName"] = user => user.UserPrincipalName,
        ["accountEnabled"] = user => user.AccountEnabled,
        ["userType"] = _ => "Member",
        ["proxyAddresses"] = user => new JsonArray([.. Proxies(user).Select(proxy => (JsonNode)proxy)]),
        ["otherMails"] = _ => new JsonArray(),
        ["businessPhones"] = _ => new JsonArray(),
        ["givenName"] = _ => null,
        ["jobTitle"] = _ => null,
        ["mobilePhone"] = _ => null,
        ["officeLocation"] = _ => null,
        ["preferredLanguage"] = _ => null,
        ["surname"] = _ => null,
    };

    private static readonly Dictionary<string, Func<MailUser, object?>> Filterable = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = user => user.Id,
        ["displayName"] = user => user.DisplayName,
        ["mail"] = user => user.Mail,
        ["userPrincipalName"] = user => user.UserPrincipalName,
        ["accountEnabled"] = user => user.AccountEnabled,
        ["proxyAddresses"] = Proxies,
        ["userType"] = _ => "Member",
    };

    public static void Map(GraphRoutes routes)
    {
        routes.Map("GET", "users", Roles.Users, (request, _) => ValueTask.FromResult(List(request)));
        routes.Map("GET", "users/{user}", Roles.Users, (request, _) => ValueTask.FromResult(Get(request)));
        routes.Map("GET", "organization", Roles.Organisation, (request, _) => ValueTask.FromResult(Organisation(request)));
        routes.Map("GET", "me", Roles.None, (_, _) => throw GraphException.BadRequest(
            "BadRequest", "/me request is only valid with delegated authentication flow."));
    }

    private static IEnumerable<string> Proxies(MailUser user) =>
        user.Addresses.Select(address => (address == user.Mail ? "SMTP:" : "smtp:") + address);

    private static GraphResponse List(GraphRequest request)
    {
        request.Query.Allow("$select", "$top", "$filter", "$search", "$orderby", "$count", "$skiptoken");
        var advanced = string.Equals(request.Header("ConsistencyLevel"), "eventual", StringComparison.OrdinalIgnoreCase);
        if (request.Query["$search"] is { } search && !advanced)
        {
            throw GraphException.BadRequest("Request_UnsupportedQuery",
                "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
        }

        var top = Top(request);
        var names = Names(request);
        var users = Search(Filter(request, request.Tenant.Users), request.Query["$search"]);
        var skip = Skip(request.Query["$skiptoken"]);
        var page = users.Skip(skip).Take(top).Select(user => (JsonNode)Shape(user, names)).ToArray();
        var json = new JsonObject { ["@odata.context"] = request.Root + "$metadata#users" };
        if (request.Query.Count && advanced)
        {
            json["@odata.count"] = users.Count;
        }

        if (skip + page.Length < users.Count)
        {
            json["@odata.nextLink"] = NextLink(request, skip + page.Length);
        }

        json["value"] = new JsonArray(page);
        return GraphResponse.Of(json);
    }

    private static GraphResponse Get(GraphRequest request)
    {
        request.Query.Allow("$select", "$expand");
        var id = request.Value("user");
        var user = request.Tenant.FindUser(id) ?? throw new GraphException(
            404, "Request_ResourceNotFound", $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        var json = Shape(user, Names(request));
        json.Insert(0, "@odata.context", request.Root + "$metadata#users/$entity");
        return GraphResponse.Of(json);
    }

    private static GraphResponse Organisation(GraphRequest request)
    {
        var domains = request.Tenant.Domains.Order(StringComparer.Ordinal).Select((domain, index) => (JsonNode)new JsonObject
        {
            ["name"] = domain, ["isDefault"] = index == 0, ["isInitial"] = false, ["type"] = "Managed", ["capabilities"] = "Email",
        });
        return GraphResponse.Of(new JsonObject
        {
            ["@odata.context"] = request.Root + "$metadata#organization",
            ["value"] = new JsonArray(new JsonObject
            {
                ["id"] = request.Tenant.Id.ToString(),
                ["displayName"] = request.Tenant.Name,
                ["verifiedDomains"] = new JsonArray([.. domains]),
            }),
        });
    }

    private static int Top(GraphRequest request)
    {
        var text = request.Query["$top"];
        return text is null || (int.TryParse(text, out var top) && top is >= 1 and <= 999)
            ? request.Query.Top(100, 999)
            : throw GraphException.BadRequest("Request_BadRequest", $"Invalid page size specified: '{text}'. Must be between 1 and 999 inclusive.");
    }

    private static string[] Names(GraphRequest request)
    {
        var select = request.Query["$select"];
        var names = select is null ? Standard : select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = names.FirstOrDefault(name => !Properties.ContainsKey(name));
        return unknown is null ? names : throw GraphException.BadRequest(
            "BadRequest", $"Parsing OData Select and Expand failed: Could not find a property named '{unknown}' on type '{Type}'.");
    }

    private static IReadOnlyList<MailUser> Filter(GraphRequest request, IReadOnlyList<MailUser> users)
    {
        if (request.Query["$filter"] is not { } text)
        {
            return users;
        }

        try
        {
            var (matches, _) = ODataFilter<MailUser>.Parse(text, Filterable, Type);
            return [.. users.Where(matches)];
        }
        catch (GraphException exception)
        {
            throw GraphException.BadRequest("Request_BadRequest", "Invalid filter clause: " + exception.Message);
        }
    }

    /// <summary>Parts of the form <c>"property:text"</c>; joined by OR, as any other combination is rare.</summary>
    private static IReadOnlyList<MailUser> Search(IReadOnlyList<MailUser> users, string? search)
    {
        if (search is null)
        {
            return users;
        }

        var texts = search.Split('"', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => part is not ("OR" or "AND" or "(" or ")")).Select(part => part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..]).ToList();
        return [.. users.Where(user => texts.Any(text =>
            $"{user.DisplayName} {user.Mail} {user.UserPrincipalName}".Contains(text, StringComparison.OrdinalIgnoreCase)))];
    }

    private static JsonObject Shape(MailUser user, IReadOnlyList<string> names)
    {
        var json = new JsonObject();
        foreach (var name in names)
        {
            json[Properties.Keys.First(key => key.Equals(name, StringComparison.OrdinalIgnoreCase))] = Properties[name](user);
        }

        return json;
    }

    private static int Skip(string? token) => token is null ? 0
        : token.StartsWith("RFNwdA", StringComparison.Ordinal) && int.TryParse(token[6..], out var skip) ? skip
        : throw GraphException.BadRequest("Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");

    private static string NextLink(GraphRequest request, int skip)
    {
        var mark = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? request.Target : request.Target[..mark];
        var options = (mark < 0 ? "" : request.Target[(mark + 1)..]).Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(option => !option.Contains("skiptoken", StringComparison.OrdinalIgnoreCase)).Append($"$skiptoken=RFNwdA{skip}");
        return $"{request.Root}{path}?{string.Join('&', options)}";
    }
}
