namespace MailIntegration.Engine.Writing;

/// <summary>Bounds of what members write.</summary>
public static class WritingLimits
{
    /// <summary>Recipients of one mail in all: Exchange Online's default.</summary>
    public const int MaxRecipients = 500;

    public const int MaxSubject = 500;

    /// <summary>Characters of HTML that a member writes.</summary>
    public const int MaxHtml = 300_000;

    /// <summary>Characters of the quoted original; the rest is cut off.</summary>
    public const int MaxQuote = 500_000;

    public const int MaxAttachments = 100;

    public const int MaxFileName = 200;

    public const int MaxName = 200;

    /// <summary>RFC 5321 4.5.3.1 and some room for addresses beyond ASCII.</summary>
    public const int MaxAddress = 320;

    /// <summary>Drafts of one member.</summary>
    public const int MaxDrafts = 1_000;
}
