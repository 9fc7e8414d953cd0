namespace MailIntegration.Engine.Notifications;

/// <summary>Which messages of contacts a member is told about (NT2).</summary>
public enum CustomerNotices
{
    None,

    /// <summary>Conversations that are assigned to him, and those that he follows.</summary>
    Mine,

    All,
}

/// <summary>What a member wants to be told (NT2). The defaults are the preset <em>team member</em>.</summary>
public sealed record NoticeSettings
{
    public CustomerNotices FromCustomers { get; init; } = CustomerNotices.Mine;

    /// <summary>Internal messages of conversations that he follows.</summary>
    public bool FollowedInternal { get; init; } = true;

    /// <summary>NT3.</summary>
    public static NoticeSettings Silent { get; } = new() { FromCustomers = CustomerNotices.None, FollowedInternal = false };

    /// <summary>NT3.</summary>
    public static NoticeSettings SupportManager { get; } = new() { FromCustomers = CustomerNotices.All };

    /// <summary>NT3.</summary>
    public static NoticeSettings TeamMember { get; } = new();
}
