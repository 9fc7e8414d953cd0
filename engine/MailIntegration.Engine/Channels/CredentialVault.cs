using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Channels;

/// <summary>Credentials as a person types them; null or empty leaves what is stored.</summary>
/// <param name="Certificate">PKCS#12 with private key, base64.</param>
/// <param name="SecretEnds">The day on which the secret ends, as Entra shows it beside the secret: no API tells it to the application
/// itself. Null leaves what is known, unless the secret is a new one.</param>
public sealed record CredentialInput(string? Secret, string? Certificate, string? CertificatePassword, DateOnly? SecretEnds = null)
{
    public bool IsEmpty => string.IsNullOrEmpty(Secret) && string.IsNullOrEmpty(Certificate);

    /// <summary>Never the values: records are printed easily.</summary>
    public override string ToString() => IsEmpty ? "no credential" : "a credential";
}

/// <summary>Credentials as they are stored.</summary>
public sealed record StoredCredential(string? ProtectedSecret, string? ProtectedCertificate, DateTimeOffset? Expires)
{
    public bool IsMissing => ProtectedSecret is null && ProtectedCertificate is null;
}

/// <summary>Checks and protects what people type; nothing gives it back.</summary>
public sealed class CredentialVault
{
    private const int MaxSecret = 1000;
    private const int MaxCertificate = 100_000;

    /// <summary>Keys stay in memory, where the system knows how (macOS does not).</summary>
    private static readonly X509KeyStorageFlags KeyStorage = X509KeyStorageFlags.Exportable
        | (OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet);

    private readonly ISecretProtector _protector;
    private readonly TimeProvider _time;

    public CredentialVault(ISecretProtector protector, TimeProvider time)
    {
        _protector = protector;
        _time = time;
    }

    /// <summary>The credential to store: the typed one, which replaces the other kind, or else what was stored.</summary>
    public StoredCredential Take(CredentialInput input, StoredCredential current, SetupErrors errors)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(errors);
        if (!string.IsNullOrEmpty(input.Secret) && !string.IsNullOrEmpty(input.Certificate))
        {
            errors.Add("certificate", "secret-or-certificate");
            return current;
        }

        if (!string.IsNullOrEmpty(input.Certificate))
        {
            return TakeCertificate(input.Certificate, input.CertificatePassword, errors) ?? current;
        }

        if (string.IsNullOrEmpty(input.Secret))
        {
            return current.ProtectedSecret is null ? current : current with { Expires = TakeEnd(input.SecretEnds, current.Expires, errors) };
        }

        var secret = input.Secret.Trim();
        if (secret.Length is 0 or > MaxSecret || secret.Any(char.IsControl))
        {
            errors.Add("secret", "secret-malformed");
            return current;
        }

        if (Guid.TryParse(secret, out _))
        {
            // Entra shows the secret's id beside its value, and people copy the wrong one.
            errors.Add("secret", "secret-is-its-id");
            return current;
        }

        return new StoredCredential(_protector.Protect(secret), null, TakeEnd(input.SecretEnds, null, errors));
    }

    /// <summary>The end of a secret, at the start of its day in UTC. A day that was right when it was saved stays right.</summary>
    private DateTimeOffset? TakeEnd(DateOnly? typed, DateTimeOffset? known, SetupErrors errors)
    {
        if (typed is not { } day || new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) is var end && end == known)
        {
            return known;
        }

        if (end <= _time.GetUtcNow())
        {
            errors.Add("secretEnds", "secret-end-past");
            return known;
        }

        return end;
    }

    /// <summary>The OAuth client to store; null when its client id is empty. A secret belongs to its client.</summary>
    public GoogleRegistration? TakeGoogle(GoogleClientInput input, GoogleRegistration? current, SetupErrors errors)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(errors);
        var clientId = input.ClientId.Trim();
        if (clientId.Length == 0)
        {
            return null;
        }

        var secret = input.Secret?.Trim() ?? "";
        if (secret.Length > MaxSecret || secret.Any(char.IsControl))
        {
            errors.Add("googleSecret", "secret-malformed");
            secret = "";
        }

        var kept = current?.ClientId == clientId ? current.ProtectedSecret : null;
        return new GoogleRegistration { ClientId = clientId, ProtectedSecret = secret.Length > 0 ? _protector.Protect(secret) : kept };
    }

    private StoredCredential? TakeCertificate(string base64, string? password, SetupErrors errors)
    {
        if (base64.Length > MaxCertificate)
        {
            errors.Add("certificate", "certificate-too-large");
            return null;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12(
                Convert.FromBase64String(base64), password, KeyStorage);
            var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
            if (!certificate.HasPrivateKey)
            {
                errors.Add("certificate", "certificate-without-key");
            }
            else if (ends <= _time.GetUtcNow())
            {
                errors.Add("certificate", new Reason("certificate-expired", "date", ends.ToString("yyyy-MM-dd", null)));
            }
            else
            {
                // Without a password: the protector keeps it now.
                var stored = Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
                return new StoredCredential(null, _protector.Protect(stored), ends);
            }
        }
        catch (FormatException)
        {
            errors.Add("certificate", "certificate-unreadable");
        }
        catch (CryptographicException)
        {
            // A wrong password and a broken file look the same from here.
            errors.Add("certificate", string.IsNullOrEmpty(password) ? "certificate-unreadable" : "certificate-password");
        }

        return null;
    }
}
