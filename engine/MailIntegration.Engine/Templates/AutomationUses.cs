using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Templates;

/// <summary>A step of an automation that sends a template or inserts a message (MC1, MC2), read from its definition.</summary>
/// <param name="Source"><c>rule</c>, or what a home has besides.</param>
/// <param name="Id">Of the rule or workflow.</param>
/// <param name="Action">The engine's name of the action.</param>
/// <param name="Template">The template's code or id; null for a message with a text of its own.</param>
/// <param name="IsComputed">The template is chosen while it runs, so nobody can say which.</param>
/// <param name="Url">Where it is edited, from the site's root; null for rules, which the client knows.</param>
public sealed record AutomationUse(
    string Source, string Id, string Name, bool IsOn, string Action, string? Template, bool IsComputed = false, string? Url = null);

/// <summary>What became of switching an automation.</summary>
public enum AutomationSwitch
{
    Done,

    /// <summary>It was deleted meanwhile.</summary>
    NotFound,

    Forbidden,
}

/// <summary>Port: one kind of automations; homes add theirs beside the engine's rules.</summary>
public interface IAutomationUses
{
    string Source { get; }

    Task<IReadOnlyList<AutomationUse>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Switches the whole automation on or off, for who may change automations of this kind.</summary>
    Task<AutomationSwitch> SwitchAsync(MemberRights rights, string id, bool isOn, CancellationToken cancellationToken);
}

/// <summary>Finds in the input of an action what it sends.</summary>
public static class AutomationInputs
{
    /// <summary>The use that a step makes; null when the action sends and inserts nothing.</summary>
    /// <param name="read">The text of an input by its name; null or empty when it is not set.</param>
    public static AutomationUse? Find(IMailAction action, AutomationUse automation, Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(automation);
        ArgumentNullException.ThrowIfNull(read);
        var template = action.Fields.FirstOrDefault(f => f.Kind == ActionFieldKind.Template) is { } field ? read(field.Name)?.Trim() : null;
        if (string.IsNullOrEmpty(template))
        {
            return action.Fields.Any(f => f.Kind == ActionFieldKind.Html) ? automation with { Action = action.Name } : null;
        }

        return template.Contains("{{", StringComparison.Ordinal) || template.Contains("{%", StringComparison.Ordinal)
            ? automation with { Action = action.Name, IsComputed = true }
            : automation with { Action = action.Name, Template = template };
    }
}

/// <summary>Rules as automations.</summary>
public sealed class RuleUses : IAutomationUses
{
    private const int MaxConflicts = 5;

    private readonly IRuleStore _store;
    private readonly RuleService _rules;
    private readonly ActionCatalogue _actions;

    public RuleUses(IRuleStore store, RuleService rules, ActionCatalogue actions)
    {
        _store = store;
        _rules = rules;
        _actions = actions;
    }

    public string Source => "rule";

    public async Task<IReadOnlyList<AutomationUse>> ListAsync(CancellationToken cancellationToken)
    {
        var book = await _store.GetAsync(cancellationToken);
        return book.Rules
            .SelectMany(r => r.Actions.Select(a => _actions.Find(a.Action) is { } action
                ? AutomationInputs.Find(
                    action, new AutomationUse(Source, r.Id, r.Name, r.IsEnabled, "", null), name => a.Input[name]?.ToString())
                : null))
            .OfType<AutomationUse>()
            .Distinct()
            .ToList();
    }

    public async Task<AutomationSwitch> SwitchAsync(MemberRights rights, string id, bool isOn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (!rights.ManagesRules)
        {
            return AutomationSwitch.Forbidden;
        }

        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var book = await _store.GetAsync(cancellationToken);
            var result = await _rules.EnableAsync(id, isOn, book.Version, cancellationToken);
            if (result.Outcome != SetupOutcome.Stale)
            {
                return result.Outcome == SetupOutcome.Saved ? AutomationSwitch.Done : AutomationSwitch.NotFound;
            }
        }

        throw new InvalidOperationException("The rules are changed by others all the time.");
    }
}
