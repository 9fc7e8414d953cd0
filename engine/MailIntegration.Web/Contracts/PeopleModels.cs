using MailIntegration.Engine.People;

namespace MailIntegration.Web.Contracts;

internal sealed record SessionModel(
    SessionMember Member,
    string AntiforgeryToken,
    string Culture,
    PermissionsModel Permissions,
    string Home,
    bool SettingsEnabled,
    string Version,
    PreferencesModel Preferences,
    bool IsAvailable)
{
    /// <summary>Where the home edits a contact with all its fields, with <c>{id}</c> in it; null where there is no such page.</summary>
    public string? ContactUrl { get; init; }
}

internal sealed record PreferencesModel(bool ShowFromCustomers, bool Sound, bool ShowMessageNotice = true);

internal sealed record SessionMember(string Id, string Name, string Email, bool IsManager);

internal sealed record PermissionsModel(
    bool ManageChannels,
    bool ManageSettings,
    bool ManageTeam,
    bool SeeAll,
    bool LinkAccounts,
    bool ManageContacts,
    bool ManageRules,
    bool ViewJournal,
    bool ManageTemplates);

internal sealed record CultureRequest(string? Culture);

internal sealed record PeopleModel(
    IReadOnlyList<MemberModel> Members, IReadOnlyList<TeamModel> Teams, IReadOnlyList<string> Roles)
{
    public static PeopleModel Of(IReadOnlyList<Member> members, IReadOnlyList<ProcessTeam> teams) => new(
        members.Select(m => new MemberModel(m.Id, m.Name, m.Email, m.IsManager, m.IsEnabled, m.Roles, m.IsAvailable, m.OnlyFollowed)).ToList(),
        teams.Select(t => new TeamModel(t.Id, t.Name, t.MemberIds, t.InvitedIds)).ToList(),
        members.SelectMany(m => m.Roles).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList());
}

internal sealed record MemberModel(
    string Id, string Name, string Email, bool IsManager, bool IsEnabled, IReadOnlyList<string> Roles, bool IsAvailable,
    bool OnlyFollowed);

/// <param name="InvitedIds">Members who are invited and have not accepted yet.</param>
internal sealed record TeamModel(string Id, string Name, IReadOnlyList<string> MemberIds, IReadOnlyList<string> InvitedIds);

internal sealed record SignInLinkModel(Uri Url, DateTimeOffset ExpiresAt);
