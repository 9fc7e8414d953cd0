namespace MailIntegration.Engine.Security;

/// <summary>What a one-time token stands for.</summary>
/// <param name="Purpose">Tokens of one purpose are unknown under another.</param>
/// <param name="Payload">JSON of the purpose's own type; no secrets.</param>
/// <param name="ExpiresAt">Null: valid until it is used.</param>
public sealed record OneTimeToken(string Purpose, string Payload, DateTimeOffset? ExpiresAt);

/// <summary>
/// Port: random tokens that work once, for links and redirects. Only a hash is stored: who reads the store learns no
/// token that works.
/// </summary>
public interface IOneTimeTokens
{
    /// <summary>Stores a new token.</summary>
    /// <returns>256 random bits in base64url (43 characters); shown or sent once, kept nowhere.</returns>
    Task<string> IssueAsync(OneTimeToken token, CancellationToken cancellationToken);

    /// <summary>What a token stands for, without using it up; null when it is unknown, used or expired.</summary>
    Task<OneTimeToken?> PeekAsync(string purpose, string token, CancellationToken cancellationToken);

    /// <summary>Uses a token up: of any number of callers at once, one gets it, the others null.</summary>
    Task<OneTimeToken?> TakeAsync(string purpose, string token, CancellationToken cancellationToken);
}
