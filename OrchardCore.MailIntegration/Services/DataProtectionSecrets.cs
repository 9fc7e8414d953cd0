using System.Security.Cryptography;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.DataProtection;

namespace OrchardCore.MailIntegration.Services;

/// <summary>Protects secrets with the tenant's Data Protection keys.</summary>
public sealed class DataProtectionSecrets : ISecretProtector
{
    private readonly IDataProtector _protector;

    public DataProtectionSecrets(IDataProtectionProvider provider)
    {
        _protector = provider.CreateProtector("OrchardCore.MailIntegration.Secrets.v1");
    }

    public string Protect(string secret) => _protector.Protect(secret);

    public string? Unprotect(string protectedSecret)
    {
        try
        {
            return _protector.Unprotect(protectedSecret);
        }
        catch (CryptographicException)
        {
            // Keys that are gone, or another tenant's text: the channel asks for the secret again.
            return null;
        }
    }
}
