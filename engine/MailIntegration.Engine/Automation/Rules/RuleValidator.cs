using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>Which rules are valid; what is unknown is named.</summary>
public sealed class RuleValidator
{
    public const int MaxRules = 200;
    public const int MaxActions = 20;

    private const int MaxEntries = 100;
    private const int MaxText = 200;

    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly IContacts _contacts;
    private readonly ActionCatalogue _actions;
    private readonly RuleTexts _texts;
    private readonly DossierLookup _dossiers;
    private readonly TemplateService _templates;

    public RuleValidator(
        IMailSetupStore setup,
        IPeople people,
        IContacts contacts,
        ActionCatalogue actions,
        RuleTexts texts,
        DossierLookup dossiers,
        TemplateService templates)
    {
        _setup = setup;
        _people = people;
        _contacts = contacts;
        _actions = actions;
        _texts = texts;
        _dossiers = dossiers;
        _templates = templates;
    }

    /// <summary>Fields: those of the rule, <c>conditions.x</c> and <c>actions.0.x</c>.</summary>
    public async Task<SetupErrors> ValidateAsync(MailRule rule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var errors = new SetupErrors();
        if (string.IsNullOrWhiteSpace(rule.Name))
        {
            errors.Add("name", "name-required");
        }
        else if (rule.Name.Length > SetupValidator.MaxName || rule.Name.Any(char.IsControl))
        {
            errors.Add("name", "text-malformed");
        }

        if (!EventTargets.Kinds.Contains(rule.Event))
        {
            errors.Add("event", "value-unknown");
        }

        var setup = await _setup.GetAsync(cancellationToken);
        await CheckConditionsAsync(rule.Conditions, setup, errors, cancellationToken);
        if (rule.Actions.Count is 0 or > MaxActions)
        {
            errors.Add("actions", rule.Actions.Count == 0 ? new Reason("required") : Bounds.TooMany(MaxActions));
        }

        for (var i = 0; i < rule.Actions.Count && i < MaxActions; i++)
        {
            await CheckActionAsync(rule.Actions[i], $"actions.{i}", setup, errors, cancellationToken);
        }

        return errors;
    }

    private async Task CheckConditionsAsync(
        MailConditions conditions, MailSetup setup, SetupErrors errors, CancellationToken cancellationToken)
    {
        if (conditions.AddressIds.FirstOrDefault(id => setup.FindAddress(id) is null) is { } address)
        {
            errors.Add("conditions.addressIds", new Reason("address-missing", "address", address));
        }

        if (conditions.ChannelIds.FirstOrDefault(id => setup.FindChannel(id) is null) is { } channel)
        {
            errors.Add("conditions.channelIds", new Reason("channel-missing", "channel", channel));
        }

        if (conditions.ContactIds.Count > 0)
        {
            var known = await _contacts.GetAsync(conditions.ContactIds.ToList(), cancellationToken);
            if (conditions.ContactIds.FirstOrDefault(id => known.All(c => c.Id != id)) is { } contact)
            {
                errors.Add("conditions.contactIds", new Reason("contact-missing", "contact", contact));
            }
        }

        foreach (var (field, entries) in new[] { ("from", conditions.From), ("subject", conditions.Subject) })
        {
            if (entries.Count > MaxEntries || entries.Any(e => string.IsNullOrWhiteSpace(e) || e.Length > MaxText))
            {
                errors.Add("conditions." + field, entries.Count > MaxEntries ? Bounds.TooMany(MaxEntries) : new Reason("text-malformed"));
            }
        }

        if (conditions.Time is { } time
            && (ConditionCheck.Clock(time.From) is null || ConditionCheck.Clock(time.Until) is null
                || time.Days?.Any(d => d is < 0 or > 6) == true
                || (!string.IsNullOrWhiteSpace(time.TimeZone) && ConditionCheck.Zone(time.TimeZone) is null)))
        {
            errors.Add("conditions.time", "time-malformed");
        }
    }

    private async Task CheckActionAsync(
        RuleAction step, string prefix, MailSetup setup, SetupErrors errors, CancellationToken cancellationToken)
    {
        if (_actions.Find(step.Action) is not { } action)
        {
            errors.Add(prefix + ".action", new Reason("action-unknown", "action", step.Action));
            return;
        }

        foreach (var field in action.Fields)
        {
            var text = Text(step.Input[field.Name]);
            var reason = text.Length == 0
                ? field.IsRequired ? new Reason("required") : null
                : await CheckAsync(field, text, setup, cancellationToken);
            if (reason is not null)
            {
                errors.Add($"{prefix}.{field.Name}", reason);
            }
        }

        // Nothing automatic goes to an address of ours (LO2); told here, and not only when it happens.
        var own = OwnAddresses.Of(setup);
        if (action.Fields.Any(f => f.Name == "to")
            && Answering.Addresses(Text(step.Input["to"])).FirstOrDefault(m => own.Contains(m.Address)) is { } loop)
        {
            errors.Add(prefix + ".to", new Reason("would-loop-own", "address", loop.Address));
        }

        var together = action.Check(step.Input);
        foreach (var (field, problem) in together.Concat(await _texts.CheckAsync(action, step.Input, cancellationToken)))
        {
            errors.Add($"{prefix}.{field}", problem);
        }
    }

    private async Task<Reason?> CheckAsync(
        ActionField field, string text, MailSetup setup, CancellationToken cancellationToken)
    {
        switch (field.Kind)
        {
            case ActionFieldKind.Member:
                return (await _people.GetMembersAsync(cancellationToken)).Any(m => m.IsEnabled && MailRouter.Is(m, text))
                    ? null
                    : new Reason("member-missing", "member", text);
            case ActionFieldKind.Role:
                return (await _people.GetMembersAsync(cancellationToken)).Any(
                    m => m.Roles.Contains(text, StringComparer.OrdinalIgnoreCase))
                    ? null
                    : new Reason("role-missing", "role", text);
            case ActionFieldKind.Team:
                return (await _people.GetTeamsAsync(cancellationToken)).Any(
                    t => t.Id == text || string.Equals(t.Name, text, StringComparison.OrdinalIgnoreCase))
                    ? null
                    : new Reason("team-missing", "team", text);
            case ActionFieldKind.Address:
                return setup.FindAddress(text) is null && setup.Addresses.All(a => a.Email != EmailAddresses.Normalize(text))
                    ? new Reason("address-missing", "address", text)
                    : null;
            case ActionFieldKind.Template:
                return await _templates.FindAsync(text, cancellationToken) is null
                    ? new Reason("action-no-template", "template", text)
                    : null;
            case ActionFieldKind.Dossier:
                return await _dossiers.FindAsync(text, cancellationToken) is null
                    ? new Reason("dossier-missing", "dossier", text)
                    : null;
            case ActionFieldKind.Choice:
                return field.Choices.Contains(text) ? null : new Reason("value-unknown");
            case ActionFieldKind.Number:
                return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 0
                    ? null
                    : new Reason("number-malformed");
            default:
                return null;
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString().Trim() : "";
}
