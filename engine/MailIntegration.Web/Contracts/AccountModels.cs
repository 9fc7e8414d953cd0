using MailIntegration.Engine.Channels;

namespace MailIntegration.Web.Contracts;

/// <summary>A member's own accounts, and what he may add.</summary>
/// <param name="Providers">Those that the site's settings hold a registration for.</param>
/// <param name="IsFull">The most channels are reached (CH7).</param>
internal sealed record AccountsModel(
    IReadOnlyList<ChannelModel> Accounts, IReadOnlyList<ProviderKind> Providers, bool CanLink, bool IsFull);

/// <param name="ChannelId">To reconnect; null links a new account.</param>
/// <param name="IsOwn">False for an account that a manager connects for others.</param>
internal sealed record AccountSignInBody(ProviderKind Provider, string? ChannelId, bool IsOwn = true);

internal sealed record AccountBody(
    string? SenderName, bool IsActive, ChannelAccess Access, IReadOnlyList<string>? AccessMemberIds, long Version)
{
    /// <summary>Name and owner of his own account are not a member's to change.</summary>
    public ChannelUpdate ToUpdate(Channel before) => new(
        before.Id, before.Name, SenderName ?? "", IsActive, Access, AccessMemberIds ?? [], before.OwnerId, null, Version);
}
