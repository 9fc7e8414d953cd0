using System.Text.Json.Nodes;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>When something happens and its conditions hold, actions are taken, in order (LW9).</summary>
public sealed record MailRule
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public bool IsEnabled { get; init; } = true;

    /// <summary>One of <see cref="EventTargets.Kinds"/>.</summary>
    public string Event { get; init; } = "";

    public MailConditions Conditions { get; init; } = new();

    public IReadOnlyList<RuleAction> Actions { get; init; } = [];

    /// <summary>No rule below it looks at an event that it took.</summary>
    public bool StopsProcessing { get; init; }
}

/// <summary>What a mail has to be like; everything that is set has to hold, of a list one entry.</summary>
public sealed record MailConditions
{
    public IReadOnlyList<string> AddressIds { get; init; } = [];

    public IReadOnlyList<string> ChannelIds { get; init; } = [];

    /// <summary>Who wrote it: addresses, domains such as <c>@example.com</c>, or parts of a name.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Parts of the subject, without case.</summary>
    public IReadOnlyList<string> Subject { get; init; } = [];

    /// <summary>Ids of contacts.</summary>
    public IReadOnlyList<string> ContactIds { get; init; } = [];

    public IReadOnlyList<TrustLevel> Trust { get; init; } = [];

    public IReadOnlyList<MailClass> Classes { get; init; } = [];

    public bool? HasAttachments { get; init; }

    public TimeCondition? Time { get; init; }

    /// <summary>Whether anything asks for an e-mail: events without one never match then.</summary>
    internal bool AsksForMail => From.Count + Subject.Count + ContactIds.Count + Trust.Count + Classes.Count > 0
        || HasAttachments is not null || Time is not null;
}

/// <summary>Hours of some days, by the clock of a time zone.</summary>
/// <param name="From">Hours and minutes, <c>HH:mm</c>; later than <paramref name="Until"/>: over midnight.</param>
/// <param name="Days">0 is Sunday; none: every day.</param>
/// <param name="TimeZone">IANA name such as <c>Europe/Amsterdam</c>; null or empty: that of the server.</param>
/// <param name="IsOutside">True: the mail has to come outside of these hours.</param>
public sealed record TimeCondition(
    string From, string Until, IReadOnlyList<int>? Days = null, string? TimeZone = null, bool IsOutside = false);

/// <summary>One step of a rule.</summary>
/// <param name="Id">Unique within the rule; what was done is remembered by it.</param>
/// <param name="Action">Name of an action.</param>
/// <param name="Input">Its input; texts may name fields.</param>
public sealed record RuleAction(string Id, string Action, JsonObject Input);

/// <summary>All rules, in their order.</summary>
public sealed record RuleBook(IReadOnlyList<MailRule> Rules, long Version)
{
    public static RuleBook Empty { get; } = new([], 0);
}

/// <summary>Port: keeps the rules.</summary>
public interface IRuleStore
{
    Task<RuleBook> GetAsync(CancellationToken cancellationToken);

    /// <param name="book">With the version that was read; the store raises it by one.</param>
    /// <returns>False when somebody saved before.</returns>
    Task<bool> SaveAsync(RuleBook book, CancellationToken cancellationToken);
}
