using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Portal;

/// <summary>
/// Puts the contact's own link into a mail that is for him alone: in place of a link to the mail centre, which he could not open,
/// and below what a member writes to an invited contact. A mail to several people bears none, because whoever holds a link reads
/// as the contact.
/// </summary>
public sealed class PortalFooter
{
    private readonly IMailSetupStore _setup;
    private readonly IContacts _contacts;
    private readonly ISiteFacts _site;
    private readonly PortalLinks _links;
    private readonly TemplateTexts _texts;

    public PortalFooter(IMailSetupStore setup, IContacts contacts, ISiteFacts site, PortalLinks links, TemplateTexts texts)
    {
        _setup = setup;
        _contacts = contacts;
        _site = site;
        _links = links;
        _texts = texts;
    }

    /// <summary>The draft as it leaves; the same one where there is nothing to add.</summary>
    internal async Task<Draft> ApplyAsync(OutboxRequest request, CancellationToken cancellationToken)
    {
        var draft = request.Draft;
        if (request is { Stream: OutboxStream.External, IsSites: false }
            && draft is { ConversationId: { } conversation, To: [var to], Cc.Count: 0, Bcc.Count: 0 }
            && EmailAddresses.Normalize(to.Address) is { } address)
        {
            return request.Automatic is null
                ? await AddAsync(draft, conversation, address, cancellationToken)
                : await ReplaceAsync(draft, conversation, address, cancellationToken);
        }

        return draft;
    }

    private async Task<Draft> ReplaceAsync(Draft draft, string conversation, string address, CancellationToken cancellationToken)
    {
        if ((await _site.GetAsync(cancellationToken)).MailCentre is not { } centre)
        {
            return draft;
        }

        var link = $"{centre}/conversations/{conversation}";
        return draft.Html.Contains(link, StringComparison.Ordinal)
            && await _links.ForAddressAsync(address, conversation, cancellationToken) is { } own
            ? draft with { Html = draft.Html.Replace(link, own, StringComparison.Ordinal) }
            : draft;
    }

    private async Task<Draft> AddAsync(Draft draft, string conversation, string address, CancellationToken cancellationToken)
    {
        if (!(await _setup.GetAsync(cancellationToken)).Settings.InviteOnFirstMail
            || (await _contacts.FindByAddressesAsync([address], cancellationToken)).GetValueOrDefault(address)
                is not { InvitedAt: not null } contact
            || await _links.CreateAsync(contact, address, conversation, cancellationToken) is not { } link)
        {
            return draft;
        }

        var site = await _site.GetAsync(cancellationToken);
        var model = TemplateModel.Of(
            SystemTemplates.Common(site, new SystemMailRecipient(address, contact.Name)),
            new Dictionary<string, object?> { ["conversation.link"] = link });
        var footer = await _texts.RenderAsync(
            SystemTemplates.PortalFooter, contact.Language ?? site.Language, model, cancellationToken);
        return footer is null ? draft : draft with { Html = draft.Html + footer.Html };
    }
}
