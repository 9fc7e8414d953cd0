using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Templates;

/// <summary>Where a template shows in the messaging centre.</summary>
public enum TemplateGroup
{
    /// <summary>A message that is inserted (MC1).</summary>
    Message,

    /// <summary>A system mail of the mail centre (MC3).</summary>
    System,

    /// <summary>A mail about the site's own accounts; homes without accounts show it as not available.</summary>
    Account,
}

/// <summary>A template that the product itself knows, with the fields that its text may name.</summary>
/// <param name="Code">Stored; never used for something else.</param>
/// <param name="Sample">An example value of every field; what is not here is no field.</param>
public sealed record SystemTemplate(string Code, TemplateGroup Group, TemplateModel Sample)
{
    /// <summary>What triggers it; null for what is no <see cref="SystemMailKind"/>.</summary>
    public SystemMailKind? Kind { get; init; }

    /// <summary>False for what nobody may switch off, by whatever door (MC1, MC3).</summary>
    public bool CanDisable { get; init; } = true;

    /// <summary>A field whose value the text has to show, or the mail would be of no use.</summary>
    public string? RequiredField { get; init; }
}

/// <summary>The templates of the product.</summary>
public static class SystemTemplates
{
    /// <summary>A new message in a conversation: its followers are told (MC1).</summary>
    public const string NewMessage = "new-message";

    /// <summary>What stands below a member's mail to an invited contact: the way to his page (CV2).</summary>
    public const string PortalFooter = "portal-footer";

    public const string PasswordReset = "password-reset";

    public const string ConfirmEmail = "confirm-email";

    public static IReadOnlyList<SystemTemplate> All { get; } =
    [
        new(NewMessage, TemplateGroup.Message, Sample(ConversationFields(), MessageFields(), MessageCount()))
        {
            Kind = SystemMailKind.NewMessage, CanDisable = false,
        },
        new(PortalFooter, TemplateGroup.Message, Sample(ConversationFields())),
        Mail(SystemMailKind.Invitation, "invitation", ContactFields(), new Dictionary<string, object?> { ["link"] = "https://www.example.com/sign-in" }) with
        {
            RequiredField = "link",
        },
        Mail(SystemMailKind.NewAssignment, "new-assignment", ContactFields(), ConversationFields(), AssignedBy()),
        Mail(SystemMailKind.Unassignment, "unassignment", ContactFields(), ConversationFields(), AssignedBy()),
        Mail(
            SystemMailKind.NewFollower, "new-follower", ConversationFields(),
            new Dictionary<string, object?> { ["follower.name"] = "Bram de Boer" }),
        Mail(
            SystemMailKind.TeamInvitation,
            "team-invitation",
            new Dictionary<string, object?>
            {
                ["invitedBy.name"] = "Bram de Boer",
                ["invitation.text"] = "You are invited to the process team Service.",
                ["link"] = "https://www.example.com/mail/notifications",
            }),
        Mail(
            SystemMailKind.MembershipNews,
            "membership-news",
            new Dictionary<string, object?>
            {
                ["news"] = "Bram de Boer is in the process team Service now.", ["link"] = "https://www.example.com/mail/notifications",
            }),
        Mail(SystemMailKind.UnseenMessage, "unseen-message", ConversationFields(), MessageFields(), MessageCount()),
        Mail(SystemMailKind.OwnerOffline, "owner-offline", ContactFields(), ConversationFields(), MessageFields()),
        Mail(
            SystemMailKind.TwoStepCode, "two-step-code", new Dictionary<string, object?> { ["code"] = "482913", ["minutes"] = 10 }) with
        {
            RequiredField = "code",
        },
        Mail(
            SystemMailKind.TaskRequest,
            "task-request",
            new Dictionary<string, object?>
            {
                ["task.question"] = "Do you agree to the offer of 450 euros?",
                ["link"] = "https://www.example.com/mail/portal/task/1",
                ["days"] = 14,
            }) with
        {
            RequiredField = "link",
        },
        Mail(
            SystemMailKind.PageLink,
            "page-link",
            new Dictionary<string, object?> { ["link"] = "https://www.example.com/mail/portal/1", ["days"] = 30 }) with
        {
            RequiredField = "link",
        },
        Mail(
            SystemMailKind.ChannelAttention,
            "channel-attention",
            new Dictionary<string, object?>
            {
                ["channel.name"] = "Microsoft 365",
                ["channel.link"] = "https://www.example.com/mail/channels/1",
                ["problem"] = "The client secret has expired.",
            }),
        new(PasswordReset, TemplateGroup.Account, Sample(AccountFields("reset-password"))) { CanDisable = false, RequiredField = "link" },
        new(ConfirmEmail, TemplateGroup.Account, Sample(AccountFields("confirm-email"))) { RequiredField = "link" },
    ];

    /// <summary>Fields of the templates that automations send.</summary>
    public static TemplateModel ForAutomations { get; } = Sample(ContactFields(), ConversationFields(), MessageFields());

    public static SystemTemplate Of(SystemMailKind kind) => All.First(t => t.Kind == kind);

    /// <summary>Null when people made the template.</summary>
    public static SystemTemplate? Find(string code) => All.FirstOrDefault(t => t.Code == code);

    /// <summary>Fields that every mail has.</summary>
    internal static Dictionary<string, object?> Common(SiteFacts site, SystemMailRecipient to) => new()
    {
        ["site.name"] = site.Name,
        ["site.url"] = site.MailCentre ?? "",
        ["recipient.name"] = new MailboxAddress(to.Name, to.Address).ToLabel(),
        ["recipient.address"] = to.Address,
    };

    private static SystemTemplate Mail(SystemMailKind kind, string code, params Dictionary<string, object?>[] fields) =>
        new(code, TemplateGroup.System, Sample(fields)) { Kind = kind };

    private static TemplateModel Sample(params Dictionary<string, object?>[] fields) => TemplateModel.Of(
        [
            Common(
                new SiteFacts("Example", "https://www.example.com/mail", BuiltInTexts.Fallback),
                new SystemMailRecipient("anna@example.com", "Anna")),
            .. fields,
        ]);

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

    private static Dictionary<string, object?> MessageCount() => new() { ["messages.count"] = 1 };

    private static Dictionary<string, object?> AssignedBy() => new() { ["assignedBy.name"] = "Bram de Boer" };

    private static Dictionary<string, object?> AccountFields(string page) => new()
    {
        ["user.name"] = "anna",
        ["user.email"] = "anna@example.com",
        ["link"] = $"https://www.example.com/{page}?code=Q2ZESjhG",
        ["minutes"] = 1440,
    };
}
