namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>A message at the door.</summary>
/// <param name="AddressId">The address whose door it is; null for the door of the inbound domain.</param>
/// <param name="EnvelopeFrom">RFC 5321 reverse-path without brackets; empty for the null path.</param>
/// <param name="EnvelopeTo">RFC 5321 recipients as text; what was signed.</param>
/// <param name="Length">Announced length in bytes; null when none was announced.</param>
public sealed record InboundRequest(
    string? AddressId, string EnvelopeFrom, string EnvelopeTo, InboundProof Proof, long? Length);

/// <summary>What the sending side has to do.</summary>
public enum InboundOutcome
{
    /// <summary>It is ours now; also for a message that had come before.</summary>
    Accepted,

    /// <summary>Not now: try again later.</summary>
    TryLater,

    /// <summary>The proof does not hold. A secret may have been changed: keep the mail and try again.</summary>
    Forbidden,

    /// <summary>There is no such address.</summary>
    Unknown,

    /// <summary>Larger than what is accepted, for good.</summary>
    TooLarge,

    /// <summary>Refused for good.</summary>
    Refused,
}

public sealed record InboundAnswer(InboundOutcome Outcome, Reason? Reason = null);
