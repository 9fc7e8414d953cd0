using MailIntegration.Engine;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using YesSql.Indexes;

namespace OrchardCore.MailIntegration.Indexes;

/// <summary>
/// What lists show of an e-mail and what it is found by; nothing that changes later. Query it with
/// <c>session.Query&lt;ContentItem, EmailIndex&gt;(.., MailConstants.Collection)</c>; such queries know nothing of readers,
/// so only code that checks permissions itself may use them.
/// </summary>
public sealed class EmailIndex : MapIndex
{
    /// <summary>Characters of a subject that lists show.</summary>
    public const int MaxSubject = 1000;

    /// <summary>Characters of a sender's name that lists show.</summary>
    public const int MaxName = 255;

    /// <summary>Characters of a sender's address that lists show.</summary>
    public const int MaxAddress = 500;

    /// <summary>Characters of a snippet.</summary>
    public const int MaxSnippet = 500;

    public long DocumentId { get; set; }

    public string EmailId { get; set; } = "";

    /// <summary>Unique.</summary>
    public string LogicalKey { get; set; } = "";

    /// <summary>Received, Sent or Draft.</summary>
    public string Kind { get; set; } = "";

    /// <summary>UTC.</summary>
    public DateTime At { get; set; }

    public string Subject { get; set; } = "";

    public string? FromName { get; set; }

    public string? FromAddress { get; set; }

    public string Snippet { get; set; } = "";
}

/// <inheritdoc cref="EmailIndex"/>
public sealed class EmailIndexProvider : IndexProvider<ContentItem>
{
    public EmailIndexProvider() => CollectionName = MailConstants.Collection;

    public override void Describe(DescribeContext<ContentItem> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.For<EmailIndex>()
            .When(item => item.ContentType == MailConstants.ContentTypes.Email && item.Has<EmailPart>())
            .Map(item => Map(item.GetOrCreate<EmailPart>()));
    }

    private static EmailIndex Map(EmailPart part) => new()
    {
        EmailId = part.EmailId,
        LogicalKey = part.LogicalKey,
        Kind = part.Kind,
        At = part.At.UtcDateTime,
        Subject = TextCut.At(part.Subject, EmailIndex.MaxSubject),
        FromName = part.From?.Name is { } name ? TextCut.At(name, EmailIndex.MaxName) : null,
        FromAddress = part.From?.Address is { } address ? TextCut.At(address, EmailIndex.MaxAddress) : null,
        Snippet = TextCut.At(part.Snippet, EmailIndex.MaxSnippet),
    };
}
