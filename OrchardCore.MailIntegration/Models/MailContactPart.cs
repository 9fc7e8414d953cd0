using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>How a contact wants to be reached (PR5).</summary>
public enum PreferredMethod
{
    Email,
    Phone,
    Post,
    Site,
}

/// <summary>Somebody outside; the item's display text is the name.</summary>
public sealed class MailContactPart : ContentPart
{
    /// <summary>Normalised addresses; each belongs to one contact.</summary>
    public string[] Addresses { get; set; } = [];

    public string Organisation { get; set; } = "";

    public string Phone { get; set; } = "";

    public PreferredMethod PreferredMethod { get; set; }

    /// <summary>Language tag, for example <c>nl</c>; null when it is not known.</summary>
    public string? Language { get; set; }

    /// <summary>When the contact was invited to sign in; null: not yet.</summary>
    public DateTime? InvitedUtc { get; set; }

    /// <summary>User id of the member who looks after the contact.</summary>
    public string? OwnerId { get; set; }
}
