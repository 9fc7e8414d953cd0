using System.Text.Json.Nodes;
using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Web.Contracts;

/// <param name="Events">Kinds that rules begin with.</param>
/// <param name="Fields">What texts may name, between double braces.</param>
internal sealed record RuleBookModel(
    IReadOnlyList<RuleModel> Rules,
    long Version,
    IReadOnlyList<string> Events,
    IReadOnlyList<RuleActionKindModel> Actions,
    IReadOnlyList<string> Fields,
    IReadOnlyList<RuleTemplateModel> Templates);

/// <param name="Id">The code of a system template, which the client has a name for, or an id.</param>
internal sealed record RuleTemplateModel(string Id, string Name, bool IsSystem, TemplateGroup? Group);

internal sealed record RuleActionKindModel(string Name, IReadOnlyList<string> Outcomes, IReadOnlyList<ActionField> Fields);

internal sealed record RuleModel(
    string Id,
    string Name,
    bool IsEnabled,
    string Event,
    RuleConditionsModel Conditions,
    IReadOnlyList<RuleActionModel> Actions,
    bool StopsProcessing)
{
    public static RuleModel Of(MailRule rule) => new(
        rule.Id,
        rule.Name,
        rule.IsEnabled,
        rule.Event,
        RuleConditionsModel.Of(rule.Conditions),
        rule.Actions.Select(a => new RuleActionModel(a.Id, a.Action, a.Input)).ToList(),
        rule.StopsProcessing);
}

internal sealed record RuleConditionsModel(
    IReadOnlyList<string>? AddressIds,
    IReadOnlyList<string>? ChannelIds,
    IReadOnlyList<string>? From,
    IReadOnlyList<string>? Subject,
    IReadOnlyList<string>? ContactIds,
    IReadOnlyList<TrustLevel>? Trust,
    IReadOnlyList<MailClass>? Classes,
    bool? HasAttachments,
    TimeConditionModel? Time)
{
    public static RuleConditionsModel Of(MailConditions c) => new(
        c.AddressIds, c.ChannelIds, c.From, c.Subject, c.ContactIds, c.Trust, c.Classes, c.HasAttachments,
        c.Time is { } t ? new TimeConditionModel(t.From, t.Until, t.Days ?? [], t.TimeZone ?? "", t.IsOutside) : null);

    public MailConditions ToConditions() => new()
    {
        AddressIds = AddressIds ?? [],
        ChannelIds = ChannelIds ?? [],
        From = From ?? [],
        Subject = Subject ?? [],
        ContactIds = ContactIds ?? [],
        Trust = Trust ?? [],
        Classes = Classes ?? [],
        HasAttachments = HasAttachments,
        Time = Time is { } t ? new TimeCondition(t.From ?? "", t.Until ?? "", t.Days, t.TimeZone, t.IsOutside) : null,
    };
}

/// <param name="Days">0 is Sunday.</param>
internal sealed record TimeConditionModel(string? From, string? Until, IReadOnlyList<int>? Days, string? TimeZone, bool IsOutside);

internal sealed record RuleActionModel(string? Id, string? Action, JsonObject? Input);

/// <param name="Version">Of the list that was shown.</param>
internal sealed record RuleBody(
    string? Name,
    bool IsEnabled,
    string? Event,
    RuleConditionsModel? Conditions,
    IReadOnlyList<RuleActionModel>? Actions,
    bool StopsProcessing,
    long Version)
{
    public MailRule ToRule(string id) => new()
    {
        Id = id,
        Name = Name ?? "",
        IsEnabled = IsEnabled,
        Event = Event ?? "",
        Conditions = Conditions?.ToConditions() ?? new MailConditions(),
        Actions = (Actions ?? []).Select(a => new RuleAction(a.Id ?? "", a.Action ?? "", a.Input ?? [])).ToList(),
        StopsProcessing = StopsProcessing,
    };
}

internal sealed record RuleOrderBody(IReadOnlyList<string>? Ids, long Version);

internal sealed record RuleSwitchBody(bool IsEnabled, long Version);

internal sealed record DryRunModel(int Looked, IReadOnlyList<DryRunRowModel> Rows)
{
    public static DryRunModel Of(DryRun run) => new(
        run.Looked,
        run.Rows.Select(r => new DryRunRowModel(
            r.EmailId, r.ConversationId, r.Subject, r.From, r.At,
            r.Steps.Select(s => new RuleStepModel(s.Action, s.Outcome, s.Reason)).ToList())).ToList());
}

internal sealed record DryRunRowModel(
    string EmailId, string ConversationId, string Subject, string From, DateTimeOffset At, IReadOnlyList<RuleStepModel> Steps);

internal sealed record RuleStepModel(string Action, string Outcome, Reason? Reason);

/// <param name="Subject">Of the e-mail; null when it is gone or there is none.</param>
internal sealed record RuleRunModel(
    string Id, string Action, string Outcome, Reason? Reason, DateTimeOffset At, string? ConversationId, string? EmailId, string? Subject);
