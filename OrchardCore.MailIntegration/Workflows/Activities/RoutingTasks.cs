using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>Gives the conversation to one person, if he may read it.</summary>
public sealed class MailRouteToPersonTask : MailActionTask
{
    public MailRouteToPersonTask(MailTaskServices services, IStringLocalizer<MailRouteToPersonTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Route to person"];

    public override LocalizedString Description => S["Gives the conversation to one person, if he may read it."];

    public override string ActionName => "route-to-person";

    public override string Icon => "fa-solid fa-user";
}

/// <summary>Gives the conversation to the first user with a role who may read it.</summary>
public sealed class MailRouteToRoleTask : MailActionTask
{
    public MailRouteToRoleTask(MailTaskServices services, IStringLocalizer<MailRouteToRoleTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Route to role"];

    public override LocalizedString Description => S["Gives the conversation to the first user with a role who may read it."];

    public override string ActionName => "route-to-role";

    public override string Icon => "fa-solid fa-user-tag";
}

/// <summary>Gives conversations to the members of a process team in turn.</summary>
public sealed class MailRouteToTeamTask : MailActionTask
{
    public MailRouteToTeamTask(MailTaskServices services, IStringLocalizer<MailRouteToTeamTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Route to process team"];

    public override LocalizedString Description => S["Gives conversations to the members of a process team in turn."];

    public override string ActionName => "route-to-team";

    public override string Icon => "fa-solid fa-users";
}
