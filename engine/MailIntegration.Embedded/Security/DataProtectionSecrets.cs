using System.Security.Cryptography;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.DataProtection;

namespace MailIntegration.Embedded.Security;

/// <summary>Secrets by ASP.NET Core Data Protection, with keys in the data folder.</summary>
internal sealed class DataProtectionSecrets : ISecretProtector
{
    private readonly IDataProtector _protector;

    public DataProtectionSecrets(IDataProtectionProvider provider)
    {
        _protector = provider.CreateProtector("MailIntegration.Secrets.v1");
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
            return null;
        }
    }
}
