using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Automation.Actions;

/// <param name="Html">The answer's text.</param>
/// <param name="Subject">Null or empty: that of the mail, with Re:.</param>
/// <param name="SenderId">An activated address, by id or e-mail address; empty: the one that received the mail.</param>
/// <param name="OncePerConversation">Answers the conversation once, however many mails come.</param>
public sealed record ReplyInput(
    string Html = "", string? Subject = null, string SenderId = "", bool OncePerConversation = false, bool IncludeQuote = false);

/// <param name="Template">A template's code or id.</param>
/// <param name="To">Addresses; empty: whoever wrote the mail.</param>
/// <param name="Language">Two letters; empty: the contact's, else the site's.</param>
public sealed record TemplateInput(
    string Template = "", string To = "", string Language = "", string SenderId = "", bool OncePerConversation = false);

/// <summary>Answers the author of a mail.</summary>
public sealed class ReplyAction : MailAction<ReplyInput>
{
    private readonly Answering _answering;

    public ReplyAction(Answering answering)
    {
        _answering = answering;
    }

    public override string Name => "reply";

    public override IReadOnlyList<string> Outcomes =>
    [
        ActionOutcomes.Sent, ActionOutcomes.Refused, ActionOutcomes.BudgetUsedUp, ActionOutcomes.AlreadySent,
        ActionOutcomes.NotFound,
    ];

    public override IReadOnlyList<ActionField> Fields =>
    [
        new("html", ActionFieldKind.Html, IsRequired: true),
        new("subject", ActionFieldKind.Text),
        new("senderId", ActionFieldKind.Address),
        new("oncePerConversation", ActionFieldKind.Switch),
        new("includeQuote", ActionFieldKind.Switch),
    ];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, ReplyInput input, CancellationToken cancellationToken)
    {
        if (scope.Email is not { Email.Kind: EmailKind.Received } email
            || await _answering.OriginalAsync(email, cancellationToken) is not { } original)
        {
            return NotFound;
        }

        var text = new AnswerText(input.Html, input.Subject, input.SenderId.Trim(), input.IncludeQuote);
        var request = await _answering.RequestAsync(scope, email, original, text, null, cancellationToken);
        return request is null
            ? new ActionPlan(ActionOutcomes.Refused, new Reason("answer-to-nobody"))
            : new ActionPlan(ActionOutcomes.Sent) { Send = request, IsOncePerConversation = input.OncePerConversation };
    }
}

/// <summary>Sends a template as an answer to a mail, or to other addresses.</summary>
public sealed class SendTemplateAction : MailAction<TemplateInput>
{
    private readonly Answering _answering;
    private readonly TemplateTexts _templates;
    private readonly AutomationFields _fields;

    public SendTemplateAction(Answering answering, TemplateTexts templates, AutomationFields fields)
    {
        _answering = answering;
        _templates = templates;
        _fields = fields;
    }

    public override string Name => "send-template";

    public override IReadOnlyList<string> Outcomes =>
    [
        ActionOutcomes.Sent, ActionOutcomes.Refused, ActionOutcomes.BudgetUsedUp, ActionOutcomes.AlreadySent,
        ActionOutcomes.NoSuchTemplate, ActionOutcomes.NotFound,
    ];

    public override IReadOnlyList<ActionField> Fields =>
    [
        new("template", ActionFieldKind.Template, IsRequired: true),
        new("to", ActionFieldKind.Text),
        new("language", ActionFieldKind.Text),
        new("senderId", ActionFieldKind.Address),
        new("oncePerConversation", ActionFieldKind.Switch),
    ];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, TemplateInput input, CancellationToken cancellationToken)
    {
        if (scope.Email is not { } email || await _answering.OriginalAsync(email, cancellationToken) is not { } original)
        {
            return NotFound;
        }

        var to = Answering.Addresses(input.To);
        if (to.Count == 0 && (input.To.Trim().Length > 0 || email.Email.Kind != EmailKind.Received))
        {
            return new ActionPlan(ActionOutcomes.Refused, new Reason("answer-to-nobody"));
        }

        var (model, language) = await _fields.OfAsync(scope, cancellationToken);
        var wanted = input.Language.Trim() is { Length: > 0 } chosen ? chosen : language;
        if (await _templates.RenderAsync(input.Template.Trim(), wanted, model, cancellationToken) is not { } mail)
        {
            return new ActionPlan(ActionOutcomes.NoSuchTemplate, new Reason("action-no-template", "template", input.Template.Trim()));
        }

        var senderId = input.SenderId.Trim() is { Length: > 0 } sender ? sender : mail.SenderId;
        var request = await _answering.RequestAsync(
            scope, email, original, new AnswerText(mail.Html, mail.Subject, senderId, Template: input.Template.Trim()),
            to.Count > 0 ? to : null, cancellationToken);
        return request is null
            ? new ActionPlan(ActionOutcomes.Refused, new Reason("no-sender"))
            : new ActionPlan(ActionOutcomes.Sent) { Send = request, IsOncePerConversation = input.OncePerConversation };
    }
}
