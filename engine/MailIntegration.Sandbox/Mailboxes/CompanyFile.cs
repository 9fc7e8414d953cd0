using System.Text.Json;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>
/// The file company.json beside a mail tree: who the company is, who works there, which applications are registered.
/// Every member but the users' addresses may be left out.
/// </summary>
public sealed record CompanyFile
{
    public CompanyTenant? Tenant { get; init; }

    public IReadOnlyList<CompanyUser> Users { get; init; } = [];

    public IReadOnlyList<CompanyApp> Apps { get; init; } = [];

    /// <exception cref="JsonException">The file is not what this class describes; the message names the place.</exception>
    public static async Task<CompanyFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<CompanyFile>(stream, Options, cancellationToken) ?? new CompanyFile();
    }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
}

/// <param name="Id">Tenant id; derived from the name when left out.</param>
public sealed record CompanyTenant(Guid? Id, string? Name);

/// <param name="Id">Directory object id; derived from the address when left out.</param>
/// <param name="Aliases">Further addresses. <c>proxyAddresses</c> (smtp:..., SMTP:...) is read as well.</param>
public sealed record CompanyUser(
    string? Id,
    string? DisplayName,
    string? UserPrincipalName,
    string? Mail,
    IReadOnlyList<string>? Aliases,
    IReadOnlyList<string>? ProxyAddresses,
    bool? IsAdmin,
    bool? AccountEnabled,
    bool? HasMailbox);

/// <param name="Roles">Application permissions that the app asks for; Mail.ReadWrite, Mail.Send and User.Read.All when left out.</param>
/// <param name="RedirectUris">Where consent may return to; any loopback address when left out.</param>
/// <param name="Consented">True when the company's administrator has already consented.</param>
public sealed record CompanyApp(
    string ClientId,
    string? DisplayName,
    string? Secret,
    DateTimeOffset? SecretExpires,
    IReadOnlyList<string>? Roles,
    IReadOnlyList<string>? RedirectUris,
    bool? Consented);
