namespace MailIntegration.Engine.Mime.Reading;

/// <summary>What the next line of a message belongs to.</summary>
internal enum PartMode
{
    Headers,
    Leaf,

    /// <summary>A preamble, an epilogue, or what lies beyond a limit.</summary>
    Skip,
}
