using System.Security.Cryptography;
using System.Text.Json;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>The JSON file of a service account's key (cloud.google.com/iam/docs/keys-create-delete).</summary>
/// <param name="ClientId">The number under which an administrator delegates domain-wide authority.</param>
public sealed record ServiceAccountKey(string ClientEmail, string ClientId, string ProjectId, string KeyId, string PrivateKey)
{
    /// <summary>Real ones have less than 3 KB.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Never the key: records are printed easily.</summary>
    public override string ToString() => ClientEmail;

    /// <summary>Reads a file as people upload it.</summary>
    /// <returns>The key, or why the text is none.</returns>
    public static (ServiceAccountKey? Key, Reason? Problem) Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return (null, new Reason("google-key-required"));
        }

        if (json.Length > MaxLength)
        {
            return (null, new Reason("google-key-malformed"));
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return (null, new Reason("google-key-malformed"));
        }
    }

    private static (ServiceAccountKey? Key, Reason? Problem) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, new Reason("google-key-malformed"));
        }

        var type = Text(root, "type");
        if (type != "service_account")
        {
            // The file of an OAuth client has the member "web" or "installed"; gcloud's own has type authorized_user.
            var isKnown = type is not null || root.TryGetProperty("web", out _) || root.TryGetProperty("installed", out _);
            return (null, new Reason(isKnown ? "google-key-wrong-kind" : "google-key-malformed"));
        }

        if (Text(root, "client_email") is not { } email || Text(root, "private_key") is not { } key
            || Text(root, "client_id") is not { } clientId || !IsPrivateKey(key))
        {
            return (null, new Reason("google-key-malformed"));
        }

        return (new ServiceAccountKey(email, clientId, Text(root, "project_id") ?? "", Text(root, "private_key_id") ?? "", key), null);
    }

    private static bool IsPrivateKey(string pem)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
