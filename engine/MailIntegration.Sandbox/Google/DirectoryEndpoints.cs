using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Google;

/// <summary>Users of the Admin SDK Directory API.</summary>
internal sealed class DirectoryEndpoints
{
    public static Task<JsonNode?> ListAsync(GoogleRequest request)
    {
        var tenant = Administered(request);
        var domain = request.Query("domain");
        if (domain is null && request.Query("customer") != "my_customer")
        {
            throw new GoogleException(400, "invalid", "Bad Request");
        }

        if (domain is not null && !tenant.Domains.Contains(domain.ToLowerInvariant()))
        {
            throw new GoogleException(404, "notFound", "Domain not found.");
        }

        var most = request.Number("maxResults", 100, 500);
        var users = tenant.Users.Where(user => user.Mail is not null && Matches(user, request.Query("query"))
                && (domain is null || Organisation.DomainOf(user.Mail).Equals(domain, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(user => user.Mail, StringComparer.Ordinal)
            .SkipWhile(user => request.Query("pageToken") is { } token && string.CompareOrdinal(user.Mail, token) <= 0)
            .Take(most + 1).ToList();
        var answer = new JsonObject { ["kind"] = "admin#directory#users" };
        if (users.Count > 0)
        {
            answer["users"] = new JsonArray([.. users.Take(most).Select(user => (JsonNode)Shape(user))]);
        }

        if (users.Count > most)
        {
            answer["nextPageToken"] = users[most - 1].Mail;
        }

        return Task.FromResult<JsonNode?>(answer);
    }

    /// <summary>By id, address or alias.</summary>
    public static Task<JsonNode?> GetAsync(GoogleRequest request)
    {
        var (tenant, key) = (Administered(request), request.Value("userKey"));
        var user = tenant.Users.FirstOrDefault(candidate => GoogleId(candidate) == key) ?? tenant.FindByAddress(key);
        return user is null
            ? throw new GoogleException(404, "notFound", "Resource Not Found: userKey")
            : Task.FromResult<JsonNode?>(Shape(user));
    }

    public static async Task<JsonNode?> AliasesAsync(GoogleRequest request)
    {
        var user = (JsonObject)(await GetAsync(request))!;
        return new JsonObject
        {
            ["kind"] = "admin#directory#aliases",
            ["aliases"] = new JsonArray([.. ((user["aliases"] as JsonArray) ?? []).Select(alias => (JsonNode)new JsonObject
            {
                ["kind"] = "admin#directory#alias", ["primaryEmail"] = (string?)user["primaryEmail"], ["alias"] = (string?)alias,
            })]),
        };
    }

    /// <summary>Google's ids are numbers of 21 digits.</summary>
    public static string GoogleId(MailUser user) =>
        "10" + (Organisation.StableNumber(user.Id) % 1_000_000_000_000_000_000).ToString("D19", System.Globalization.CultureInfo.InvariantCulture);

    private static Organisation Administered(GoogleRequest request) => request.Token.User.IsAdmin
        ? request.Token.Tenant
        : throw new GoogleException(403, "forbidden", "Not Authorized to access this resource/api");

    private static bool Matches(MailUser user, string? query)
    {
        if (query is null)
        {
            return true;
        }

        var colon = query.IndexOf(':', StringComparison.Ordinal);
        var text = query[(colon + 1)..];
        if (colon <= 0 || !text.EndsWith('*'))
        {
            throw new GoogleException(400, "invalid", "Invalid Input: query");
        }

        var names = user.DisplayName.Split(' ');
        return query[..colon] switch
        {
            "email" => user.Addresses.Any(address => Begins(address, text[..^1])),
            "givenName" => Begins(names[0], text[..^1]),
            "familyName" => names.Skip(1).Any(name => Begins(name, text[..^1])),
            _ => throw new GoogleException(400, "invalid", "Invalid Input: query"),
        };
    }

    private static bool Begins(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Shape(MailUser user)
    {
        var space = user.DisplayName.IndexOf(' ', StringComparison.Ordinal);
        var json = new JsonObject
        {
            ["kind"] = "admin#directory#user",
            ["id"] = GoogleId(user),
            ["primaryEmail"] = user.Mail,
            ["name"] = new JsonObject
            {
                ["givenName"] = space < 0 ? user.DisplayName : user.DisplayName[..space],
                ["familyName"] = space < 0 ? "" : user.DisplayName[(space + 1)..],
                ["fullName"] = user.DisplayName,
            },
            ["isAdmin"] = user.IsAdmin,
            ["suspended"] = !user.AccountEnabled,
            ["isMailboxSetup"] = user.Mailbox is not null,
        };
        if (user.Aliases.Count > 0)
        {
            json["aliases"] = new JsonArray([.. user.Aliases.Select(alias => (JsonNode)alias)]);
        }

        return json;
    }
}
