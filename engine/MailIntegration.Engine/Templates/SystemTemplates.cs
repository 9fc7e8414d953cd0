namespace MailIntegration.Engine.Templates;

/// <summary>A template that the product itself knows, with the fields that its text may name.</summary>
/// <param name="Code">Stored; never used for something else.</param>
/// <param name="Sample">An example value of every field; what is not here is no field.</param>
public sealed record SystemTemplate(SystemMailKind Kind, string Code, TemplateModel Sample);

/// <summary>The templates of <see cref="SystemMailKind"/>.</summary>
public static class SystemTemplates
{
    public static IReadOnlyList<SystemTemplate> All { get; } =
    [
        New(SystemMailKind.Invitation, "invitation", ContactFields(), new() { ["link"] = "https://www.example.com/sign-in" }),
        New(SystemMailKind.NewAssignment, "new-assignment", ContactFields(), ConversationFields(), AssignedBy()),
        New(SystemMailKind.Unassignment, "unassignment", ContactFields(), ConversationFields(), AssignedBy()),
        New(SystemMailKind.UnseenMessage, "unseen-message", ConversationFields(), MessageFields(), new() { ["messages.count"] = 1 }),
        New(SystemMailKind.OwnerOffline, "owner-offline", ContactFields(), ConversationFields(), MessageFields()),
        New(SystemMailKind.TwoStepCode, "two-step-code", new Dictionary<string, object?> { ["code"] = "482913", ["minutes"] = 10 }),
        New(
            SystemMailKind.ChannelAttention,
            "channel-attention",
            new Dictionary<string, object?>
            {
                ["channel.name"] = "Microsoft 365",
                ["channel.link"] = "https://www.example.com/mail/channels/1",
                ["problem"] = "The client secret has expired.",
            }),
    ];

    public static SystemTemplate Of(SystemMailKind kind) => All.First(t => t.Kind == kind);

    /// <summary>Fields that every mail has.</summary>
    internal static Dictionary<string, object?> Common(SiteFacts site, SystemMailRecipient to) => new()
    {
        ["site.name"] = site.Name,
        ["site.url"] = site.MailCentre ?? "",
        ["recipient.name"] = string.IsNullOrWhiteSpace(to.Name) ? to.Address : to.Name.Trim(),
        ["recipient.address"] = to.Address,
    };

    private static SystemTemplate New(SystemMailKind kind, string code, params Dictionary<string, object?>[] fields) => new(
        kind,
        code,
        TemplateModel.Of(
            [
                Common(
                    new SiteFacts("Example", "https://www.example.com/mail", BuiltInTexts.Fallback),
                    new SystemMailRecipient("anna@example.com", "Anna")),
                .. fields,
            ]));

    private static Dictionary<string, object?> ContactFields() => new()
    {
        ["contact.name"] = "Eva Visser",
        ["contact.address"] = "eva@customer.example",
    };

    private static Dictionary<string, object?> ConversationFields() => new()
    {
        ["conversation.subject"] = "Delivery of my order",
        ["conversation.link"] = "https://www.example.com/mail/conversations/1",
    };

    private static Dictionary<string, object?> MessageFields() => new()
    {
        ["message.author"] = "Eva Visser",
        ["message.text"] = "When will my order arrive?\nKind regards, Eva",
    };

    private static Dictionary<string, object?> AssignedBy() => new() { ["assignedBy.name"] = "Bram de Boer" };
}
