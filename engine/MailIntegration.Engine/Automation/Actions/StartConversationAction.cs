using System.Text.Json.Nodes;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Automation.Actions;

/// <param name="To">Addresses or ids of contacts; empty: whoever wrote the event's mail.</param>
/// <param name="Template">A template's code or id; empty: <paramref name="Subject"/> and <paramref name="Html"/> are sent.</param>
/// <param name="Subject">With a template: in place of the template's own; empty leaves that one.</param>
/// <param name="Language">Two letters; empty: that of the contact, else the site's.</param>
/// <param name="SenderId">An activated address, by id or e-mail address; empty: the template's one, else the event's.</param>
/// <param name="OncePerConversation">However many mails the event's conversation brings, it starts one.</param>
public sealed record StartInput(
    string To = "",
    string Template = "",
    string Subject = "",
    string Html = "",
    string Language = "",
    string SenderId = "",
    bool OncePerConversation = false);

/// <summary>
/// Begins a conversation: a new mail, not an answer, through the gate and the outbox. It needs no mail of the event when it
/// says whom to write to.
/// </summary>
public sealed class StartConversationAction : MailAction<StartInput>
{
    private readonly Answering _answering;
    private readonly TemplateTexts _templates;
    private readonly AutomationFields _fields;
    private readonly IContacts _contacts;

    public StartConversationAction(Answering answering, TemplateTexts templates, AutomationFields fields, IContacts contacts)
    {
        _answering = answering;
        _templates = templates;
        _fields = fields;
        _contacts = contacts;
    }

    public override string Name => "start-conversation";

    public override IReadOnlyList<string> Outcomes =>
    [
        ActionOutcomes.Sent, ActionOutcomes.Refused, ActionOutcomes.BudgetUsedUp, ActionOutcomes.AlreadySent,
        ActionOutcomes.NoSuchTemplate, ActionOutcomes.NotFound,
    ];

    public override IReadOnlyList<ActionField> Fields =>
    [
        new("to", ActionFieldKind.Text),
        new("template", ActionFieldKind.Template),
        new("subject", ActionFieldKind.Text),
        new("html", ActionFieldKind.Html),
        new("language", ActionFieldKind.Text),
        new("senderId", ActionFieldKind.Address),
        new("oncePerConversation", ActionFieldKind.Switch),
    ];

    public override IEnumerable<(string Field, Reason Problem)> Check(JsonObject input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (IsEmpty(input["template"]))
        {
            foreach (var field in new[] { "subject", "html" }.Where(f => IsEmpty(input[f])))
            {
                yield return (field, new Reason("template-or-text"));
            }
        }
    }

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, StartInput input, CancellationToken cancellationToken)
    {
        var named = input.To.Trim().Length > 0;
        if (!named && scope.Email is not { Email.Kind: EmailKind.Received })
        {
            return NotFound;
        }

        var to = await RecipientsAsync(named ? input.To : scope.Email!.Email.From?.Address ?? "", cancellationToken);
        if (to.Count == 0)
        {
            return new ActionPlan(ActionOutcomes.Refused, new Reason("answer-to-nobody"));
        }

        var (model, language) = await _fields.OfAsync(scope, to[0], cancellationToken);
        var wanted = input.Language.Trim() is { Length: > 0 } chosen ? chosen : language;
        var template = input.Template.Trim();
        var rendered = template.Length == 0 ? null : await _templates.RenderAsync(template, wanted, model, cancellationToken);
        if (template.Length > 0 && rendered is null)
        {
            return new ActionPlan(ActionOutcomes.NoSuchTemplate, new Reason("action-no-template", "template", template));
        }

        var subject = input.Subject.Trim() is { Length: > 0 } own ? TemplateTexts.OneLine(own) : rendered?.Subject ?? "";
        var html = rendered?.Html ?? input.Html;
        if (subject.Length == 0 || html.Trim().Length == 0)
        {
            return new ActionPlan(ActionOutcomes.Refused, new Reason("template-or-text"));
        }

        var senderId = input.SenderId.Trim() is { Length: > 0 } sender ? sender : rendered?.SenderId ?? "";
        var text = new AnswerText(html, subject, senderId, Template: template.Length > 0 ? template : null);
        return await _answering.BeginAsync(scope, text, to, cancellationToken) is { } request
            ? new ActionPlan(ActionOutcomes.Sent, new Reason("action-started", "contact", to[0].ToLabel()))
            {
                Send = request,
                IsOncePerConversation = input.OncePerConversation,
            }
            : new ActionPlan(ActionOutcomes.Refused, new Reason("no-sender"));
    }

    /// <summary>Whom it goes to, by the names that contacts have here.</summary>
    private async Task<IReadOnlyList<MailboxAddress>> RecipientsAsync(string text, CancellationToken cancellationToken)
    {
        var entries = text.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var byId = await _contacts.GetAsync(entries.Where(e => EmailAddresses.Normalize(e) is null).ToList(), cancellationToken);
        var addresses = entries
            .Select(e => EmailAddresses.Normalize(e) ?? (byId.FirstOrDefault(c => c.Id == e) is { Addresses: [var first, ..] } ? first : null))
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var contacts = addresses.Count == 0
            ? new Dictionary<string, Contact>()
            : await _contacts.FindByAddressesAsync(addresses, cancellationToken);
        return addresses.Select(a => new MailboxAddress(contacts.GetValueOrDefault(a)?.Name, a)).ToList();
    }

    private static bool IsEmpty(JsonNode? node) => node is not JsonValue value || string.IsNullOrWhiteSpace(value.ToString());
}
