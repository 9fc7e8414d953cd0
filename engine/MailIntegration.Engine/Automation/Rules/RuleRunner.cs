using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>Takes the actions of the rules whose conditions hold for an event, in the order of the rules.</summary>
public sealed class RuleRunner : IDurableListener
{
    private readonly IRuleStore _rules;
    private readonly ActionCatalogue _actions;
    private readonly ActionRunner _runner;
    private readonly ConditionCheck _conditions;
    private readonly RuleTexts _texts;

    public RuleRunner(
        IRuleStore rules, ActionCatalogue actions, ActionRunner runner, ConditionCheck conditions, RuleTexts texts)
    {
        _rules = rules;
        _actions = actions;
        _runner = runner;
        _conditions = conditions;
        _texts = texts;
    }

    public string Id => "rules";

    public bool Wants(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return EventTargets.Kinds.Contains(mailEvent.Kind);
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (EventTargets.Of(mailEvent) is not { } target)
        {
            return;
        }

        var book = await _rules.GetAsync(cancellationToken);
        foreach (var rule in book.Rules.Where(r => r.IsEnabled && r.Event == mailEvent.Kind))
        {
            var scope = await _runner.LoadAsync(target, rule.Id, cancellationToken);
            if (!await _conditions.HoldAsync(rule.Conditions, scope, cancellationToken))
            {
                continue;
            }

            foreach (var step in rule.Actions)
            {
                await RunAsync(rule, step, target, scope, cancellationToken);
            }

            if (rule.StopsProcessing)
            {
                break;
            }
        }
    }

    /// <summary>The id under which a rule's step is remembered.</summary>
    public static string StepId(MailRule rule, RuleAction step)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(step);
        return $"rule:{rule.Id}:{step.Id}";
    }

    private async Task RunAsync(
        MailRule rule, RuleAction step, ActionTarget target, ActionScope scope, CancellationToken cancellationToken)
    {
        // An action that went away with its feature: the screen shows the rule as wrong.
        if (_actions.Find(step.Action) is { } action)
        {
            var input = await _texts.FillAsync(action, step.Input, scope, cancellationToken);
            await _runner.RunAsync(
                new ActionStep(StepId(rule, step), RunSource.Rule, rule.Id, rule.Name), target, action, input, cancellationToken);
        }
    }
}

/// <summary>Fills the fields in the texts of an action's input.</summary>
public sealed class RuleTexts
{
    private readonly ITemplateRenderer _renderer;
    private readonly AutomationFields _fields;

    public RuleTexts(ITemplateRenderer renderer, AutomationFields fields)
    {
        _renderer = renderer;
        _fields = fields;
    }

    public async Task<JsonObject> FillAsync(
        IMailAction action, JsonObject input, ActionScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(input);
        var filled = (JsonObject)input.DeepClone();
        TemplateModel? model = null;
        foreach (var field in action.Fields)
        {
            if (Format(field.Kind) is { } format
                && filled[field.Name] is JsonValue value
                && value.TryGetValue<string>(out var text)
                && text.Contains("{{", StringComparison.Ordinal))
            {
                model ??= (await _fields.OfAsync(scope, cancellationToken)).Model;
                var output = await _renderer.RenderAsync(text, model, format, isStrict: false, cancellationToken);
                filled[field.Name] = output.Text ?? "";
            }
        }

        return filled;
    }

    /// <summary>What is wrong with the texts; empty when they can be filled.</summary>
    public async Task<IReadOnlyList<(string Field, Reason Problem)>> CheckAsync(
        IMailAction action, JsonObject input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(input);
        var sample = TemplateModel.Of(AutomationFields.Names.ToDictionary(n => n, n => (object?)n));
        var problems = new List<(string, Reason)>();
        foreach (var field in action.Fields)
        {
            if (Format(field.Kind) is { } format && input[field.Name] is JsonValue value && value.TryGetValue<string>(out var text))
            {
                var output = await _renderer.RenderAsync(text, sample, format, isStrict: true, cancellationToken);
                problems.AddRange(output.Problems.Select(p => (field.Name, p)));
            }
        }

        return problems;
    }

    private static TemplateFormat? Format(ActionFieldKind kind) => kind switch
    {
        ActionFieldKind.Text or ActionFieldKind.LongText => TemplateFormat.Text,
        ActionFieldKind.Html => TemplateFormat.Html,
        _ => null,
    };
}
