using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>A named group of members that shares mail (AD4); the item's display text is the name.</summary>
public sealed class ProcessTeamPart : ContentPart
{
    public string[] MemberIds { get; set; } = [];

    /// <summary>Users who are invited and have not accepted yet; they read none of its mail.</summary>
    public string[] InvitedIds { get; set; } = [];
}
