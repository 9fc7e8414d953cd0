using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Templates;

/// <summary>A template as its receiver would read it.</summary>
/// <param name="Html">Null when there are problems.</param>
/// <param name="IsBuiltIn">True while the template has no text of its own in this language.</param>
public sealed record PreviewedMail(string Language, string Subject, string? Html, bool IsBuiltIn, SetupErrors Problems);

/// <summary>Shows and tries out what is being written, on an example or on a real conversation (MC5).</summary>
public sealed class TemplatePreview
{
    private readonly TemplateService _templates;
    private readonly ITemplateRenderer _renderer;
    private readonly IMailStore _store;
    private readonly ISiteFacts _site;
    private readonly SenderDirectory _senders;
    private readonly OutboxWriter _writer;
    private readonly TimeProvider _time;

    public TemplatePreview(
        TemplateService templates,
        ITemplateRenderer renderer,
        IMailStore store,
        ISiteFacts site,
        SenderDirectory senders,
        OutboxWriter writer,
        TimeProvider time)
    {
        _templates = templates;
        _renderer = renderer;
        _store = store;
        _site = site;
        _senders = senders;
        _writer = writer;
        _time = time;
    }

    /// <summary>The draft, or what is published, or the built-in text.</summary>
    /// <param name="conversationId">Fills the fields from a conversation that the member may see; null takes the example.</param>
    /// <returns>Null when there is no such template.</returns>
    public async Task<PreviewedMail?> ShowAsync(
        MemberRights rights, string id, string language, string? conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (await _templates.FindAsync(id, cancellationToken) is not { } entry)
        {
            return null;
        }

        var own = entry.Stored?.Latest.Texts.GetValueOrDefault(language);
        var text = own ?? BuiltInTexts.Find(id, language) ?? new TemplateText("", "");
        var model = await ModelAsync(rights, entry, conversationId, cancellationToken);
        var problems = new SetupErrors();
        var subject = await _renderer.RenderAsync(text.Subject, model, TemplateFormat.Text, isStrict: true, cancellationToken);
        var html = await _renderer.RenderAsync(text.Html, model, TemplateFormat.Html, isStrict: true, cancellationToken);
        foreach (var problem in subject.Problems)
        {
            problems.Add("subject." + language, problem);
        }

        foreach (var problem in html.Problems)
        {
            problems.Add("html." + language, problem);
        }

        return new PreviewedMail(language, TemplateTexts.OneLine(subject.Text ?? text.Subject), html.Text, own is null, problems);
    }

    /// <summary>Sends the preview to the member himself.</summary>
    public async Task<SetupResult<OutboxEntry>> TestAsync(
        MemberRights rights, string id, string language, string? conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (await ShowAsync(rights, id, language, conversationId, cancellationToken) is not { } shown)
        {
            return SetupResult.NotFound<OutboxEntry>();
        }

        if (shown.Html is null)
        {
            return SetupResult.Invalid<OutboxEntry>(shown.Problems);
        }

        var chosen = (await _templates.FindAsync(id, cancellationToken))?.Stored?.Latest.SenderId ?? "";
        if (await _senders.FindAutomaticAsync(chosen, cancellationToken) is not { } sender)
        {
            return SetupResult.Invalid<OutboxEntry>("", new Reason("no-sender"));
        }

        var member = rights.Member;
        return await _writer.QueueAsync(
            new OutboxRequest
            {
                Automatic = new AutomaticMail(),
                Stream = OutboxStream.Internal,
                Template = id,
                Sender = sender,
                Draft = new Draft
                {
                    Id = Ids.New(_time.GetUtcNow()),
                    SenderId = sender.Id,
                    Subject = shown.Subject,
                    Html = shown.Html,
                    To = [new MailboxAddress(member.Name, member.Email)],
                },
            },
            cancellationToken);
    }

    private async Task<TemplateModel> ModelAsync(
        MemberRights rights, TemplateEntry entry, string? conversationId, CancellationToken cancellationToken)
    {
        var sample = (entry.System?.Sample ?? SystemTemplates.ForAutomations).Root;
        var site = await _site.GetAsync(cancellationToken);
        var member = rights.Member;
        var common = SystemTemplates.Common(site, new SystemMailRecipient(member.Email, member.Name));
        var real = conversationId is null
            ? null
            : await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken);
        if (real is null || real.Emails.Count == 0)
        {
            return TemplateModel.Of(sample, common);
        }

        var last = real.Emails[^1].Email;
        var contact = real.Emails.Select(e => e.Email).LastOrDefault(e => e.Kind == Conversations.EmailKind.Received)?.From ?? last.From;
        return TemplateModel.Of(
            sample,
            common,
            new Dictionary<string, object?>
            {
                ["conversation.subject"] = real.Emails[0].Email.Subject,
                ["conversation.link"] = site.MailCentre is { } centre ? $"{centre}/conversations/{real.Id}" : "",
                ["contact.name"] = contact?.ToLabel(),
                ["contact.address"] = contact?.Address,
                ["message.author"] = last.From?.ToLabel(),
                ["message.text"] = last.Snippet,
            });
    }
}
