namespace MailIntegration.Engine.Security;

/// <summary>How <see cref="MessageFrame"/> shows a mail.</summary>
public sealed record MessageFrameOptions
{
    /// <summary>
    /// A fresh random value for the style elements of this one document. With it, style elements need the nonce (style
    /// attributes stay allowed); without it, any inline style is allowed. Letters, digits, <c>+</c>, <c>/</c>, <c>=</c>,
    /// <c>-</c> and <c>_</c> only.
    /// </summary>
    public string? Nonce { get; init; }

    /// <summary>True when the mail centre is dark. Mails that bring colours of their own stay on white paper.</summary>
    public bool Dark { get; init; }

    /// <summary>Language of the mail as an RFC 5646 tag; null when unknown.</summary>
    public string? Lang { get; init; }

    /// <summary>ltr or rtl; anything else, as by default, lets the first letter that has a direction decide.</summary>
    public string? Dir { get; init; }

    /// <summary>What the fold over quoted mail says, in the reader's language; null leaves quotes unfolded.</summary>
    public string? QuoteSummary { get; init; }

    /// <summary>True when images of other servers may load; the same choice as <see cref="HtmlCleanOptions.AllowRemoteImages"/>.</summary>
    public bool AllowRemoteImages { get; init; }

    /// <summary>
    /// Origin of our own attachment addresses, for example <c>https://mail.example</c>, where it is not the one that the frame
    /// belongs to. It joins <c>'self'</c> in the policy.
    /// </summary>
    public string? ImageOrigin { get; init; }
}
