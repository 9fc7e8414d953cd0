using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>What an action decided. Nothing of it has been written: not applying it is the dry run.</summary>
/// <param name="Outcome">One of the action's <see cref="IMailAction.Outcomes"/>.</param>
public sealed record ActionPlan(string Outcome, Reason? Reason = null)
{
    /// <summary>Written together with the proof that the step was taken.</summary>
    public MailChanges? Changes { get; init; }

    /// <summary>A mail that goes through the outbox and its gate; the outcome then follows from what the gate says.</summary>
    public OutboxRequest? Send { get; init; }

    /// <summary>Sends once for the whole conversation, not once for each event.</summary>
    public bool IsOncePerConversation { get; init; }

    /// <summary>Something that cannot be one value to write. Doing it twice is harmless. Returns the outcome.</summary>
    public Func<CancellationToken, Task<string>>? Effect { get; init; }

    /// <summary>Something made, by name: for workflows that go on with it.</summary>
    public IReadOnlyDictionary<string, string> Output { get; init; } = new Dictionary<string, string>();
}

/// <summary>What an action may look at: read once before it plans.</summary>
/// <param name="Reader">For what the system itself does with mail of the channel.</param>
public sealed record ActionScope(
    ActionTarget Target,
    string StepId,
    MailSetup Setup,
    Channel? Channel,
    ChannelAddress? Address,
    EmailView? Email,
    ConversationView? Conversation,
    MailReader Reader,
    DateTimeOffset Now);

/// <summary>
/// Something that an automation can do (LW9): typed input, named outcomes. Rules and the workflow activities of Orchard run
/// the same actions. An action plans; <see cref="ActionRunner"/> writes, once per event and step.
/// </summary>
public interface IMailAction
{
    /// <summary>Stored in rules and workflows; never changes.</summary>
    string Name { get; }

    IReadOnlyList<string> Outcomes { get; }

    IReadOnlyList<ActionField> Fields { get; }

    /// <summary>What is wrong with the fields taken together, before fields are filled; most have nothing.</summary>
    IEnumerable<(string Field, Reason Problem)> Check(JsonObject input);

    /// <param name="input">Members named by <see cref="Fields"/>; others are passed over.</param>
    /// <exception cref="JsonException">The input is of another shape.</exception>
    Task<ActionPlan> PlanAsync(ActionScope scope, JsonObject input, CancellationToken cancellationToken);
}

/// <summary>An action with its own type of input.</summary>
public abstract class MailAction<TInput> : IMailAction
    where TInput : class
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public abstract string Name { get; }

    public abstract IReadOnlyList<string> Outcomes { get; }

    public abstract IReadOnlyList<ActionField> Fields { get; }

    public virtual IEnumerable<(string Field, Reason Problem)> Check(JsonObject input) => [];

    public Task<ActionPlan> PlanAsync(ActionScope scope, JsonObject input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(input);
        var typed = input.Deserialize<TInput>(Options) ?? throw new JsonException("The input is empty.");
        return PlanAsync(scope, typed, cancellationToken);
    }

    protected abstract Task<ActionPlan> PlanAsync(ActionScope scope, TInput input, CancellationToken cancellationToken);

    protected static ActionPlan NotFound { get; } = new(ActionOutcomes.NotFound);
}

/// <summary>Input of actions that need none.</summary>
public sealed record NoInput;
