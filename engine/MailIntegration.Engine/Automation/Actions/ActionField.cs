namespace MailIntegration.Engine.Automation.Actions;

/// <summary>What an input of an action holds, so that editors offer the right thing.</summary>
public enum ActionFieldKind
{
    /// <summary>One line; may name fields such as <c>{{ email.subject }}</c>.</summary>
    Text,

    /// <summary>Several lines; may name fields.</summary>
    LongText,

    /// <summary>HTML; may name fields, whose values are encoded.</summary>
    Html,

    /// <summary>A member's id.</summary>
    Member,

    Role,

    /// <summary>A process team's id.</summary>
    Team,

    /// <summary>An activated address' id.</summary>
    Address,

    /// <summary>A template's code or id.</summary>
    Template,

    /// <summary>A dossier's id.</summary>
    Dossier,

    Number,

    /// <summary>One of <see cref="ActionField.Choices"/>.</summary>
    Choice,

    Switch,
}

/// <summary>One input of an action.</summary>
/// <param name="Name">The member of the input's JSON, in camel case.</param>
public sealed record ActionField(string Name, ActionFieldKind Kind, bool IsRequired = false)
{
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <summary>The outcomes of actions. They are stored in workflows and rules: a name never changes.</summary>
public static class ActionOutcomes
{
    public const string Done = "done";
    public const string NoSuchUser = "no-such-user";
    public const string NoUserWithRole = "no-user-with-role";
    public const string NoSuchTeam = "no-such-team";
    public const string NobodyInTeam = "nobody-in-team";

    /// <summary>The member may not read the mail (PR2); see the links of its address.</summary>
    public const string NotAllowed = "not-allowed";

    /// <summary>The mail is in the outbox.</summary>
    public const string Sent = "sent";

    /// <summary>The gate for automatic mail let it not pass (LO1).</summary>
    public const string Refused = "refused";

    /// <summary>It waits in the outbox: a budget is used up (LO3).</summary>
    public const string BudgetUsedUp = "budget-used-up";

    /// <summary>It was to be sent once per conversation, and was.</summary>
    public const string AlreadySent = "already-sent";

    public const string NoSuchTemplate = "no-such-template";
    public const string NoTicket = "no-ticket";
    public const string NoSuchDossier = "no-such-dossier";

    /// <summary>The message still cannot be processed.</summary>
    public const string StillWaiting = "still-waiting";

    /// <summary>The mail is gone, or the event is about none.</summary>
    public const string NotFound = "not-found";
}
