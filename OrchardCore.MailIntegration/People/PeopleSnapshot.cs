using MailIntegration.Engine.People;

namespace OrchardCore.MailIntegration.People;

/// <summary>Users and teams as read once.</summary>
/// <param name="Stamp">What it was read under; another stamp reads again.</param>
internal sealed record PeopleSnapshot(string Stamp, IReadOnlyList<MailUser> Users, IReadOnlyList<ProcessTeam> Teams);

/// <summary>A user who may be a member.</summary>
/// <param name="Order">Rises with every new account.</param>
/// <param name="IsSuperUser">The site's owner holds every permission.</param>
internal sealed record MailUser(
    string Id, string Name, string Email, IReadOnlyList<string> Roles, bool IsEnabled, long Order, bool IsSuperUser);
