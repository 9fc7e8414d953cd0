using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using Microsoft.Extensions.Localization;
using OrchardCore.Workflows.Abstractions.Models;
using OrchardCore.Workflows.Activities;
using OrchardCore.Workflows.Models;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>What the events need.</summary>
public sealed class MailEventServices
{
    public MailEventServices(ActionRunner runner, ConditionCheck conditions, IStringLocalizer<MailEventActivity> localizer)
    {
        Runner = runner;
        Conditions = conditions;
        S = localizer;
    }

    internal ActionRunner Runner { get; }

    internal ConditionCheck Conditions { get; }

    /// <summary>For the texts that all of them share.</summary>
    internal IStringLocalizer S { get; }
}

/// <summary>An event of the mail integration, with filters; what is not set filters nothing.</summary>
public abstract class MailEventActivity : EventActivity
{
    private readonly MailEventServices _services;

    protected MailEventActivity(MailEventServices services, IStringLocalizer localizer)
    {
        _services = services;
        S = localizer;
    }

    protected IStringLocalizer S { get; }

    public override string Name => GetType().Name;

    public override LocalizedString Category => _services.S["Mail"];

    /// <summary>The kind of event in the engine.</summary>
    public abstract string Kind { get; }

    public abstract string Icon { get; }

    public abstract LocalizedString Description { get; }

    public IReadOnlyList<string> AddressIds
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    public IReadOnlyList<string> ChannelIds
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    public IReadOnlyList<string> ContactIds
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    /// <summary>Addresses, domains such as <c>@example.com</c>, or parts of a name.</summary>
    public IReadOnlyList<string> From
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    public IReadOnlyList<string> Subject
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    /// <summary>Names of <see cref="TrustLevel"/>.</summary>
    public IReadOnlyList<string> Trust
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    /// <summary>Names of <see cref="MailClass"/>.</summary>
    public IReadOnlyList<string> Classes
    {
        get => GetProperty(() => Array.Empty<string>());
        set => SetProperty(value);
    }

    public MailConditions Conditions => new()
    {
        AddressIds = AddressIds,
        ChannelIds = ChannelIds,
        ContactIds = ContactIds,
        From = From,
        Subject = Subject,
        Trust = Parse<TrustLevel>(Trust),
        Classes = Parse<MailClass>(Classes),
    };

    public override IEnumerable<Outcome> GetPossibleOutcomes(
        WorkflowExecutionContext workflowContext, ActivityContext activityContext) => Outcomes(_services.S["Done"]);

    public override async Task<bool> CanExecuteAsync(WorkflowExecutionContext workflowContext, ActivityContext activityContext)
    {
        ArgumentNullException.ThrowIfNull(activityContext);
        var target = MailInput.Target(workflowContext);
        var scope = await _services.Runner.LoadAsync(target, activityContext.ActivityRecord.ActivityId, workflowContext.CancellationToken);
        return await _services.Conditions.HoldAsync(Conditions, scope, workflowContext.CancellationToken);
    }

    public override ActivityExecutionResult Resume(WorkflowExecutionContext workflowContext, ActivityContext activityContext) =>
        Outcomes("Done");

    private static List<T> Parse<T>(IReadOnlyList<string> names)
        where T : struct, Enum =>
        names.Select(n => Enum.TryParse<T>(n, ignoreCase: true, out var value) ? value : (T?)null).OfType<T>().ToList();
}
