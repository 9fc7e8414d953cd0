namespace MailIntegration.Engine.Dns;

/// <summary>The text records of a name.</summary>
/// <param name="Texts">Each record's strings joined (RFC 7208 3.3, RFC 6376 3.6.2.2); empty when there are none.</param>
/// <param name="Alias">Where CNAME records led, without the dot at the end; null when the name is no alias.</param>
public sealed record DnsTexts(IReadOnlyList<string> Texts, string? Alias = null)
{
    public static DnsTexts None { get; } = new([]);
}

/// <summary>Port: asks the DNS. A name that does not exist is an answer; no answer is <see cref="DnsException"/>.</summary>
public interface IDnsResolver
{
    /// <param name="name">A host name in ASCII, for example <c>_dmarc.example.org</c>.</param>
    /// <exception cref="DnsException">Nobody answered, or the answer was a failure; it may be another one later.</exception>
    Task<DnsTexts> FindTextsAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The DNS could not be asked.</summary>
public sealed class DnsException : Exception
{
    public DnsException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
