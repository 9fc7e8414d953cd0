using System.Text.Json;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>Users of a domain, by the Admin SDK Directory API in the administrator's name
/// (developers.google.com/workspace/admin/directory/reference/rest/v1/users).</summary>
internal sealed class GoogleDirectory
{
    private const int MaxListed = 200;

    private readonly GoogleHttpClient _http;
    private readonly GoogleCredentials _credentials;
    private readonly Uri _base;

    public GoogleDirectory(GoogleHttpClient http, GoogleCredentials credentials, GoogleOptions options)
    {
        _http = http;
        _credentials = credentials;
        _base = options.Directory;
    }

    /// <summary>Users whose address, first or last name begins with a text.</summary>
    public async Task<IReadOnlyList<ProviderMailbox>> ListAsync(ProviderContext context, string? search, CancellationToken cancellationToken)
    {
        var text = (search ?? "").Trim();

        // Clauses of one query are joined by "and", so that each field is asked for by itself.
        string[] queries = text.Length == 0
            ? [""]
            : [$"&query={Escape($"email:{text}*")}", $"&query={Escape($"givenName:{text}*")}", $"&query={Escape($"familyName:{text}*")}"];
        var found = new Dictionary<string, ProviderMailbox>(StringComparer.Ordinal);
        foreach (var query in queries.TakeWhile(_ => found.Count < MaxListed))
        {
            var path = $"users?domain={Escape(Connection(context).Domain)}&maxResults={MaxListed}&orderBy=email{query}";
            var answer = await GetAsync(context, path, cancellationToken);
            foreach (var user in answer.TryGetProperty("users", out var users) ? users.EnumerateArray() : default)
            {
                if (ToMailbox(user) is { } mailbox)
                {
                    found.TryAdd(mailbox.MailboxId, mailbox);
                }
            }
        }

        return found.Values.OrderBy(m => m.Email, StringComparer.Ordinal).Take(MaxListed).ToList();
    }

    /// <param name="key">Id, address or alias.</param>
    /// <returns>Null when there is no such user.</returns>
    public async Task<ProviderMailbox?> FindAsync(ProviderContext context, string key, CancellationToken cancellationToken)
    {
        try
        {
            return ToMailbox(await GetAsync(context, "users/" + Escape(key), cancellationToken));
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            return null;
        }
    }

    /// <summary>Proves that the administrator may list the domain's users.</summary>
    public async Task CheckAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        var connection = Connection(context);
        try
        {
            await GetAsync(context, $"users?domain={Escape(connection.Domain)}&maxResults=1", cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            throw new ProviderException(ProviderError.SignIn, new Reason("google-domain-unknown", "domain", connection.Domain), exception);
        }
    }

    private async Task<JsonElement> GetAsync(ProviderContext context, string path, CancellationToken cancellationToken)
    {
        var admin = Connection(context).AdminEmail;
        try
        {
            return await AskAsync(context, admin, path, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Reason.Code == GoogleErrors.SubjectRefused)
        {
            throw new ProviderException(ProviderError.SignIn, new Reason("google-admin-unknown", "email", admin), exception);
        }
        catch (ProviderException exception) when (exception.Reason.Code == "google-admin-required")
        {
            throw new ProviderException(ProviderError.PermissionMissing, new Reason("google-admin-required", "email", admin), exception);
        }
    }

    private async Task<JsonElement> AskAsync(ProviderContext context, string admin, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync();
        }
        catch (ProviderException exception) when (exception.Reason.Code == GoogleErrors.TokenRefused)
        {
            // The token was revoked or ran out early; a fresh one tells whether the sign-in itself is broken.
            _credentials.Renew(context, admin, GoogleScopes.Users);
            return await SendAsync();
        }

        Task<JsonElement> SendAsync() => _http.SendJsonAsync(
            HttpMethod.Get,
            new Uri(_base, "admin/directory/v1/" + path),
            token => _credentials.GetTokenAsync(context, admin, GoogleScopes.Users, token),
            null,
            GoogleScopes.Users,
            cancellationToken);
    }

    private static GoogleWorkspaceConnection Connection(ProviderContext context) => context.Channel.Google
        ?? throw new ProviderException(ProviderError.SignIn, new Reason("connection-incomplete"));

    private static ProviderMailbox? ToMailbox(JsonElement user)
    {
        if (Text(user, "id") is not { } id || EmailAddresses.Normalize(Text(user, "primaryEmail")) is not { } email)
        {
            return null;
        }

        var aliases = new[] { "aliases", "nonEditableAliases" }
            .SelectMany(name => user.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default)
            .Select(alias => EmailAddresses.Normalize(alias.GetString()))
            .OfType<string>()
            .Where(alias => alias != email)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var name = user.TryGetProperty("name", out var names) ? Text(names, "fullName") : null;
        return new ProviderMailbox(id, email, name ?? email, aliases, !IsTrue(user, "suspended") && !IsTrue(user, "archived"));
    }

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
