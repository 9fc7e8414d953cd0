namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Which properties of a message an answer shall have.</summary>
internal sealed class MessageShape
{
    private static readonly string[] Standard =
    [
        "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime", "hasAttachments",
        "internetMessageId", "subject", "bodyPreview", "importance", "parentFolderId", "conversationId", "conversationIndex",
        "isDeliveryReceiptRequested", "isReadReceiptRequested", "isRead", "isDraft", "webLink", "inferenceClassification", "body",
        "sender", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "flag",
    ];

    private static readonly string[] OnRequest = ["internetMessageHeaders", "uniqueBody"];

    /// <summary>What Mail.ReadBasic may not see.</summary>
    private static readonly string[] NotBasic = ["body", "bodyPreview", "uniqueBody", "attachments", "extensions"];

    private static readonly string[] NeedContent =
    [
        "hasAttachments", "subject", "bodyPreview", "body", "uniqueBody", "sender", "from", "toRecipients", "ccRecipients",
        "bccRecipients", "replyTo", "internetMessageHeaders",
    ];

    private readonly HashSet<string> _names;

    private MessageShape(IEnumerable<string> names)
    {
        _names = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        NeedsContent = NeedContent.Any(_names.Contains);
    }

    /// <summary>False when the message need not be parsed.</summary>
    public bool NeedsContent { get; }

    public string Select { get; private init; } = "";

    public bool Has(string name) => _names.Contains(name);

    /// <exception cref="GraphException">A selected property does not exist.</exception>
    public static MessageShape Parse(string? select, bool basicOnly)
    {
        var names = string.IsNullOrWhiteSpace(select) || select.Trim() == "*"
            ? Standard
            : select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            if (!name.Equals("id", StringComparison.OrdinalIgnoreCase) && !Known(name))
            {
                throw GraphException.UnknownProperty(name, "microsoft.graph.message");
            }
        }

        return new MessageShape(basicOnly ? names.Except(NotBasic, StringComparer.OrdinalIgnoreCase) : names) { Select = select ?? "" };
    }

    private static bool Known(string name) =>
        Standard.Contains(name, StringComparer.OrdinalIgnoreCase) || OnRequest.Contains(name, StringComparer.OrdinalIgnoreCase);
}
