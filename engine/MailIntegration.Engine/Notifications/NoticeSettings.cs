namespace MailIntegration.Engine.Notifications;

/// <summary>Which messages of contacts a member is told of (NT2).</summary>
public enum CustomerNotices
{
    None,

    /// <summary>Conversations that are assigned or linked to him, and those that he follows.</summary>
    Mine,

    All,
}

/// <summary>Which answers to contacts, by other members and by automations, a member is told of (NT2).</summary>
public enum ReplyNotices
{
    None,

    /// <summary>Those in conversations that he follows or is assigned.</summary>
    Followed,

    All,
}

/// <summary>What a member wants to be told (NT2, NT4). The defaults are the preset <em>team member</em> and the recommendations.</summary>
public sealed record NoticeSettings
{
    public CustomerNotices FromCustomers { get; init; } = CustomerNotices.Mine;

    public ReplyNotices FromMembers { get; init; } = ReplyNotices.Followed;

    /// <summary>Internal messages of conversations that he follows or is assigned, and that mention him.</summary>
    public bool FollowedInternal { get; init; } = true;

    /// <summary>False opts out of every e-mail about messages, the critical one too (MC1); he is told in the site only.</summary>
    public bool ByEmail { get; init; } = true;

    /// <summary>NT4: e-mails when a conversation is assigned to him, and when it is taken from him.</summary>
    public bool AssignmentMails { get; init; } = true;

    /// <summary>NT4: tells him of new members and teams in what he follows: who else begins to follow a conversation or to take part
    /// in a dossier, who comes into a process team, which team begins to read an address. Recommended off.</summary>
    public bool NewFollowers { get; init; }

    /// <summary>NT4: he is in a process team or dossier as soon as somebody puts him there; false: he is invited and accepts or
    /// declines. Recommended on.</summary>
    public bool AcceptInvitations { get; init; } = true;

    /// <summary>NT3.</summary>
    public static NoticeSettings Silent { get; } = new()
    {
        FromCustomers = CustomerNotices.None, FromMembers = ReplyNotices.None, FollowedInternal = false,
    };

    /// <summary>NT3.</summary>
    public static NoticeSettings SupportManager { get; } = new() { FromCustomers = CustomerNotices.All, FromMembers = ReplyNotices.All };

    /// <summary>NT3.</summary>
    public static NoticeSettings TeamMember { get; } = new();
}
