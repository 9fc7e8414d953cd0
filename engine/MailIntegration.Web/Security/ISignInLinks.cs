namespace MailIntegration.Web.Security;

/// <summary>Makes one-time sign-in links; only homes that have no sign-in of their own register it.</summary>
public interface ISignInLinks
{
    /// <summary>A link that signs the member in once; null when there is no such member or he is disabled.</summary>
    Task<SignInLink?> CreateAsync(string memberId, CancellationToken cancellationToken);
}

/// <param name="Path">Below the mount path, begins with a slash.</param>
public sealed record SignInLink(string Path, DateTimeOffset ExpiresAt);
