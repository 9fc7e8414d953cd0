namespace MailIntegration.Engine.Mime;

/// <summary>Hard bounds for the reader. They keep hostile mail from costing memory or time, not ordinary mail out.</summary>
public sealed record MimeLimits
{
    /// <summary>Largest message in bytes. Default 150 MB, the largest that Microsoft 365 can be set to.</summary>
    public long MaxMessageSize { get; init; } = 150L * 1024 * 1024;

    /// <summary>Deepest nesting of multiparts and attached messages; what lies deeper becomes one opaque attachment. Default 30.</summary>
    public int MaxDepth { get; init; } = 30;

    /// <summary>Most parts; what follows is skipped with a warning. Default 1,000.</summary>
    public int MaxParts { get; init; } = 1000;

    /// <summary>Most bytes of one header block; what follows is dropped with a warning. Default 256 KB.</summary>
    public int MaxHeaderSize { get; init; } = 256 * 1024;

    /// <summary>Most header fields of one block. Default 1,000.</summary>
    public int MaxHeaderCount { get; init; } = 1000;

    /// <summary>Most bytes of a body that come back as text; the rest stays in the raw message. Default 5 MB.</summary>
    public int MaxBodySize { get; init; } = 5 * 1024 * 1024;
}

/// <summary>The message exceeds a bound of <see cref="MimeLimits"/> that cannot be met by leaving something out.</summary>
public sealed class MimeLimitException : Exception
{
    public MimeLimitException(string message) : base(message)
    {
    }

    public MimeLimitException()
    {
    }

    public MimeLimitException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
