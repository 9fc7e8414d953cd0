namespace MailIntegration.Engine.Mime;

/// <summary>
/// Port: turns raw RFC 5322 messages into values and back. The raw bytes stay the truth; nothing that a codec returns
/// needs to be stored beside them.
/// </summary>
public interface IMimeCodec
{
    /// <summary>
    /// Reads a message in one pass. Bodies come back as text; attachments are measured and hashed, not kept
    /// (see <see cref="CopyPartAsync"/>).
    /// </summary>
    /// <param name="raw">The message as it left the provider; read from its current position to its end.</param>
    /// <exception cref="MimeLimitException">The message exceeds <see cref="MimeLimits"/>; the message says which one.</exception>
    /// <remarks>Malformed mail never throws: what cannot be understood is repaired or skipped and named in
    /// <see cref="MailContent.Warnings"/>.</remarks>
    Task<MailContent> ReadAsync(Stream raw, CancellationToken cancellationToken);

    /// <summary>Writes the decoded content of one part to <paramref name="target"/>.</summary>
    /// <param name="partId"><see cref="MailAttachment.PartId"/> as <see cref="ReadAsync"/> returned it for the same bytes.</param>
    /// <returns>False when the message has no such part.</returns>
    Task<bool> CopyPartAsync(Stream raw, string partId, Stream target, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a message that every RFC 5322 reader understands; lines end in CRLF, 7-bit clean. The one exception is a local part
    /// beyond ASCII, which has no other form than UTF-8 (RFC 6532).
    /// </summary>
    /// <exception cref="ArgumentException">A header, name or address contains CR, LF or NUL, or what would end it early.</exception>
    Task WriteAsync(OutgoingMail mail, Stream target, CancellationToken cancellationToken);
}
