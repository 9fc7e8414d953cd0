using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>What a rule would do to one mail.</summary>
public sealed record DryRunRow(
    string EmailId, string ConversationId, string Subject, string From, DateTimeOffset At, IReadOnlyList<DryRunStep> Steps);

public sealed record DryRunStep(string Action, string Outcome, Reason? Reason);

/// <param name="Looked">How many mails were looked at.</param>
/// <param name="Rows">Those that the rule takes, newest first.</param>
public sealed record DryRun(int Looked, IReadOnlyList<DryRunRow> Rows);

/// <summary>What managers do with rules.</summary>
public sealed class RuleService
{
    /// <summary>Mails that a dry run looks at.</summary>
    public const int DryRunMails = 50;

    private readonly IRuleStore _rules;
    private readonly RuleValidator _validator;
    private readonly IMailStore _store;
    private readonly ActionCatalogue _actions;
    private readonly ActionRunner _runner;
    private readonly ConditionCheck _conditions;
    private readonly RuleTexts _texts;
    private readonly TimeProvider _time;

    public RuleService(
        IRuleStore rules,
        RuleValidator validator,
        IMailStore store,
        ActionCatalogue actions,
        ActionRunner runner,
        ConditionCheck conditions,
        RuleTexts texts,
        TimeProvider time)
    {
        _rules = rules;
        _validator = validator;
        _store = store;
        _actions = actions;
        _runner = runner;
        _conditions = conditions;
        _texts = texts;
        _time = time;
    }

    /// <summary>Saves a new rule (without id, at the end) or a changed one.</summary>
    /// <param name="version">Of the book that was shown.</param>
    public async Task<SetupResult<RuleBook>> SaveAsync(MailRule rule, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var errors = await _validator.ValidateAsync(rule, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<RuleBook>(errors);
        }

        var now = _time.GetUtcNow();
        var clean = rule with
        {
            Id = rule.Id.Length > 0 ? rule.Id : Ids.New(now),
            Name = rule.Name.Trim(),
            Actions = rule.Actions.Select(a => a.Id.Length > 0 ? a : a with { Id = Guid.NewGuid().ToString("N")[..12] }).ToList(),
        };
        return await ChangeAsync(
            version,
            rules => rule.Id.Length == 0 ? [.. rules, clean]
                : rules.Any(r => r.Id == rule.Id) ? rules.Select(r => r.Id == rule.Id ? clean : r).ToList()
                : null,
            cancellationToken);
    }

    public Task<SetupResult<RuleBook>> DeleteAsync(string id, long version, CancellationToken cancellationToken) => ChangeAsync(
        version, rules => rules.Any(r => r.Id == id) ? rules.Where(r => r.Id != id).ToList() : null, cancellationToken);

    public Task<SetupResult<RuleBook>> EnableAsync(
        string id, bool isEnabled, long version, CancellationToken cancellationToken) => ChangeAsync(
        version,
        rules => rules.Any(r => r.Id == id)
            ? rules.Select(r => r.Id == id ? r with { IsEnabled = isEnabled } : r).ToList()
            : null,
        cancellationToken);

    /// <param name="ids">All rules in their new order.</param>
    public Task<SetupResult<RuleBook>> OrderAsync(
        IReadOnlyList<string> ids, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ChangeAsync(
            version,
            rules => ids.Count == rules.Count && ids.ToHashSet(StringComparer.Ordinal).SetEquals(rules.Select(r => r.Id))
                ? ids.Select(id => rules.First(r => r.Id == id)).ToList()
                : null,
            cancellationToken);
    }

    /// <summary>What a rule, saved or not, would have done to the last mails that the reader may see. Nothing is written.</summary>
    public async Task<SetupResult<DryRun>> TryAsync(MailRule rule, MailReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var errors = await _validator.ValidateAsync(rule with { Name = rule.Name.Length > 0 ? rule.Name : "-" }, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<DryRun>(errors);
        }

        var wanted = rule.Event == MailEvents.EmailSent ? MailBox.Sent : MailBox.All;
        var page = await _store.ListAsync(new EmailListQuery(reader, wanted) { Take = DryRunMails }, cancellationToken);
        var emails = await _store.GetEmailsAsync(reader, page.Rows.Select(r => r.LastEmailId).ToList(), cancellationToken);
        var kind = rule.Event == MailEvents.EmailSent ? EmailKind.Sent : EmailKind.Received;
        var looked = emails.Where(e => e.Email.Kind == kind).OrderByDescending(e => e.Email.At).ToList();
        var rows = new List<DryRunRow>();
        foreach (var email in looked)
        {
            if (await TryAsync(rule, email, cancellationToken) is { } row)
            {
                rows.Add(row);
            }
        }

        return SetupResult.Saved(new DryRun(looked.Count, rows));
    }

    private async Task<DryRunRow?> TryAsync(MailRule rule, EmailView view, CancellationToken cancellationToken)
    {
        var email = view.Email;
        var target = new ActionTarget(
            "dry-run", email.Id, email.ConversationId, view.Links.Select(l => l.AddressId).FirstOrDefault());
        var scope = await _runner.LoadAsync(target, rule.Id, cancellationToken);
        if (!await _conditions.HoldAsync(rule.Conditions, scope, cancellationToken))
        {
            return null;
        }

        var steps = new List<DryRunStep>();
        foreach (var step in rule.Actions)
        {
            if (_actions.Find(step.Action) is { } action)
            {
                var input = await _texts.FillAsync(action, step.Input, scope, cancellationToken);
                var result = await _runner.TryAsync(RuleRunner.StepId(rule, step), target, action, input, cancellationToken);
                steps.Add(new DryRunStep(step.Action, result.Outcome, result.Reason));
            }
        }

        return new DryRunRow(
            email.Id, email.ConversationId, email.Subject, email.From?.Name ?? email.From?.Address ?? "", email.At, steps);
    }

    private async Task<SetupResult<RuleBook>> ChangeAsync(
        long version, Func<IReadOnlyList<MailRule>, IReadOnlyList<MailRule>?> change, CancellationToken cancellationToken)
    {
        var book = await _rules.GetAsync(cancellationToken);
        if (book.Version != version)
        {
            return SetupResult.Stale<RuleBook>();
        }

        if (change(book.Rules) is not { } rules)
        {
            return SetupResult.NotFound<RuleBook>();
        }

        if (rules.Count > RuleValidator.MaxRules)
        {
            return SetupResult.Invalid<RuleBook>("", Bounds.TooMany(RuleValidator.MaxRules));
        }

        var changed = new RuleBook(rules, version);
        return await _rules.SaveAsync(changed, cancellationToken)
            ? SetupResult.Saved(changed with { Version = version + 1 })
            : SetupResult.Stale<RuleBook>();
    }
}
