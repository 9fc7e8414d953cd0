using MailIntegration.Engine.Automation.Actions;
using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows;

/// <summary>The outcomes of actions as they stand in the editor. Their English names are stored in workflows.</summary>
public sealed class MailOutcomes
{
    private readonly IStringLocalizer S;

    public MailOutcomes(IStringLocalizer<MailOutcomes> localizer)
    {
        S = localizer;
    }

    public LocalizedString Of(string outcome) => outcome switch
    {
        ActionOutcomes.Done => S["Done"],
        ActionOutcomes.NoSuchUser => S["No such user"],
        ActionOutcomes.NoUserWithRole => S["No user with that role"],
        ActionOutcomes.NoSuchTeam => S["No such team"],
        ActionOutcomes.NobodyInTeam => S["Nobody in the team"],
        ActionOutcomes.NotAllowed => S["Not allowed"],
        ActionOutcomes.Sent => S["Sent"],
        ActionOutcomes.Refused => S["Refused by the gate"],
        ActionOutcomes.BudgetUsedUp => S["Budget used up"],
        ActionOutcomes.AlreadySent => S["Already sent"],
        ActionOutcomes.NoSuchTemplate => S["No such template"],
        ActionOutcomes.NoTicket => S["No ticket"],
        ActionOutcomes.NoSuchDossier => S["No such dossier"],
        ActionOutcomes.StillWaiting => S["Still waiting"],
        ActionOutcomes.NotFound => S["Not found"],
        _ => new LocalizedString(outcome, outcome),
    };
}
