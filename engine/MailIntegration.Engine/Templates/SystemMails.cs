using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Templates;

/// <inheritdoc cref="ISystemMails"/>
public sealed class SystemMails : ISystemMails
{
    private readonly TemplateTexts _texts;
    private readonly SenderDirectory _senders;
    private readonly OutboxWriter _writer;
    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly ISiteFacts _site;
    private readonly IReasonSentences _sentences;
    private readonly PortalLinks _portal;

    public SystemMails(
        TemplateTexts texts,
        SenderDirectory senders,
        OutboxWriter writer,
        IMailStore store,
        ConversationAccess access,
        ISiteFacts site,
        IReasonSentences sentences,
        PortalLinks portal)
    {
        _texts = texts;
        _senders = senders;
        _writer = writer;
        _store = store;
        _access = access;
        _site = site;
        _sentences = sentences;
        _portal = portal;
    }

    public async Task<SystemMailResult> SendAsync(
        SystemMailKind kind,
        SystemMailRecipient to,
        IReadOnlyDictionary<string, object?> model,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(idempotencyKey);
        var template = SystemTemplates.Of(kind);
        var entryId = EntryId(template.Code, idempotencyKey);
        if (await IsThereAsync(entryId, cancellationToken))
        {
            return new SystemMailResult(SystemMailOutcome.Repeated, entryId);
        }

        var site = await _site.GetAsync(cancellationToken);
        var language = LanguageTag.PrimaryOf(to.Language) ?? site.Language;
        var rendered = await _texts.RenderAsync(template.Code, language, await ModelAsync(site, to, model, language, cancellationToken), cancellationToken);
        if (rendered is null)
        {
            return new SystemMailResult(SystemMailOutcome.Off);
        }

        if (await SenderAsync(rendered.SenderId, to, cancellationToken) is not { } sender)
        {
            return new SystemMailResult(SystemMailOutcome.Refused, null, new Reason("no-sender"));
        }

        var result = await _writer.QueueAsync(Request(template, to, rendered, sender, entryId), cancellationToken);
        return result.Outcome switch
        {
            SetupOutcome.Saved => new SystemMailResult(SystemMailOutcome.Queued, entryId, result.Value!.Reason),
            SetupOutcome.Stale when await IsThereAsync(entryId, cancellationToken) =>
                new SystemMailResult(SystemMailOutcome.Repeated, entryId),
            _ => new SystemMailResult(SystemMailOutcome.Refused, null, result.Errors.First ?? new Reason("conflict")),
        };
    }

    /// <summary>Words of a conversation stay with its readers: the mailbox that sends them keeps them for its own.</summary>
    private async Task<Sender?> SenderAsync(string chosen, SystemMailRecipient to, CancellationToken cancellationToken)
    {
        var sender = await _senders.FindAutomaticAsync(chosen, cancellationToken);
        var isOfMessages = to.SenderIds.Count > 0 || (!to.IsMember && to.ItemIds.Count > 0);
        var isFree = !isOfMessages && (to.ConversationId is null || (!to.IsMember && chosen.Length > 0 && sender?.Id == chosen));
        if (isFree || (sender?.Id == SenderDirectory.SiteId && (to.IsMember || !isOfMessages)))
        {
            // The site's mailer keeps no copy that anybody reads, and whoever chose a sender for a template to contacts decided who does.
            return sender;
        }

        var bound = isOfMessages ? to.SenderIds : (await _access.PlaceAsync(to.ConversationId!, cancellationToken)).AddressIds;
        return sender is not null && bound.Contains(sender.Id, StringComparer.Ordinal)
            ? sender
            : await _senders.FindAutomaticAsync(bound, cancellationToken);
    }

    private static OutboxRequest Request(
        SystemTemplate template, SystemMailRecipient to, RenderedMail rendered, Sender sender, string entryId) => new()
        {
            Automatic = new AutomaticMail(),
            Stream = to.IsMember ? OutboxStream.Internal : OutboxStream.External,
            EntryId = entryId,
            Template = template.Code,
            AboutConversationId = to.ConversationId,
            AboutItemIds = to.ItemIds,
            ToldId = to.ToldId,
            Sender = sender,
            Draft = new Draft
            {
                Id = entryId,
                SenderId = sender.Id,

                // What goes to members is no mail of the conversation: contacts and later readers never meet it there.
                ConversationId = to.IsMember ? null : to.ConversationId,
                Subject = rendered.Subject,
                Html = EmptyLinks.Remove(rendered.Html),
                To = [new MailboxAddress(to.Name, to.Address)],
                InReplyTo = to.References.Count > 0 ? [to.References[^1]] : [],
                References = to.References,
            },
        };

    private async Task<TemplateModel> ModelAsync(
        SiteFacts site,
        SystemMailRecipient to,
        IReadOnlyDictionary<string, object?> model,
        string language,
        CancellationToken cancellationToken)
    {
        var given = model.ToDictionary(
            f => f.Key, f => f.Value is Reason reason ? _sentences.Of(reason, language) : f.Value, StringComparer.Ordinal);
        var links = new Dictionary<string, object?>();
        if (to.ConversationId is { } conversation)
        {
            links["conversation.link"] = to.IsMember
                ? site.MailCentre is { } centre ? $"{centre}/conversations/{conversation}" : null
                : await _portal.ForAddressAsync(to.Address, conversation, cancellationToken);
        }

        return TemplateModel.Of(SystemTemplates.Common(site, to), links, given);
    }

    private async Task<bool> IsThereAsync(string entryId, CancellationToken cancellationToken) =>
        (await _store.FindRecordsAsync(RecordKinds.Outbox, [entryId], cancellationToken)).Count > 0;

    /// <summary>The same id for the same key: the store refuses a second one.</summary>
    private static string EntryId(string code, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{code}\n{key}")).AsSpan(0, 16));
}
