namespace MailIntegration.Engine.Security;

/// <summary>Port: keeps secrets unreadable at rest.</summary>
public interface ISecretProtector
{
    string Protect(string secret);

    /// <summary>Null when the text was protected with keys that are gone or was changed.</summary>
    string? Unprotect(string protectedSecret);
}
