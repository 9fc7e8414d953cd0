using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Google;

/// <summary>A service account of a Google Cloud project, with its keys.</summary>
public sealed class ServiceAccount
{
    private readonly ConcurrentDictionary<string, RSA> _keys = new(StringComparer.Ordinal);

    /// <param name="clientId">That of an account that was kept; null takes a new one.</param>
    internal ServiceAccount(string name, string projectId, string? clientId = null)
    {
        Name = name;
        ProjectId = projectId;
        Email = $"{name}@{projectId}.iam.gserviceaccount.com";
        ClientId = clientId ?? "1" + RandomNumberGenerator.GetString("0123456789", 20);
    }

    /// <summary>Told when keys came or went.</summary>
    internal Action? Changed { get; set; }

    internal IEnumerable<KeyValuePair<string, RSA>> Keys => _keys;

    internal string Name { get; }

    public string ProjectId { get; }

    public string Email { get; }

    /// <summary>The number under which an administrator delegates domain-wide authority.</summary>
    public string ClientId { get; }

    public bool IsDisabled { get; set; }

    /// <summary>Makes a key and gives the JSON file that Google gives once.</summary>
    /// <param name="tokenUri">Google's own, whatever host the sandbox listens at.</param>
    public string CreateKeyFile(string tokenUri = "https://oauth2.googleapis.com/token")
    {
        var key = RSA.Create(2048);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        Restore(id, key);
        Changed?.Invoke();
        return new JsonObject
        {
            ["type"] = "service_account",
            ["project_id"] = ProjectId,
            ["private_key_id"] = id,
            ["private_key"] = key.ExportPkcs8PrivateKeyPem() + "\n",
            ["client_email"] = Email,
            ["client_id"] = ClientId,
            ["auth_uri"] = "https://accounts.google.com/o/oauth2/auth",
            ["token_uri"] = tokenUri,
            ["auth_provider_x509_cert_url"] = "https://www.googleapis.com/oauth2/v1/certs",
            ["client_x509_cert_url"] = "https://www.googleapis.com/robot/v1/metadata/x509/" + Uri.EscapeDataString(Email),
            ["universe_domain"] = "googleapis.com",
        }.ToJsonString();
    }

    internal void Restore(string keyId, RSA key) => _keys[keyId] = key;

    public void RevokeKeys()
    {
        _keys.Clear();
        Changed?.Invoke();
    }

    /// <summary>The project's number, as refusals of disabled APIs name it.</summary>
    internal string ProjectNumber => (100_000_000_000 + (Mailboxes.Organisation.StableNumber(ProjectId) % 900_000_000_000)).ToString(CultureInfo.InvariantCulture);

    internal bool IsSigned(string? keyId, byte[] data, byte[] signature) => _keys.Any(pair =>
        (keyId is null || pair.Key == keyId) && pair.Value.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
}
