using System.Globalization;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Portal;

/// <summary>
/// Mails a contact a link to his page when he asks for one there. It goes to the address by which he was reached and to no other:
/// whoever found an old link gains nothing, and whoever reads that mailbox proves it.
/// </summary>
public sealed class PageLinkMailer
{
    /// <summary>Who asks again within this time gets no second mail.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly PortalLinks _links;
    private readonly ConversationAccess _access;
    private readonly ISystemMails _mails;
    private readonly ITemplateStore _templates;
    private readonly ISiteFacts _site;
    private readonly TimeProvider _time;

    public PageLinkMailer(
        PortalLinks links, ConversationAccess access, ISystemMails mails, ITemplateStore templates, ISiteFacts site, TimeProvider time)
    {
        _links = links;
        _access = access;
        _mails = mails;
        _templates = templates;
        _site = site;
        _time = time;
    }

    /// <summary>Whether links can be mailed at all: the site knows its own address, and nobody switched the template off.</summary>
    public async Task<bool> CanSendAsync(CancellationToken cancellationToken) =>
        (await _site.GetAsync(cancellationToken)).Portal is not null
        && await _templates.FindAsync(SystemTemplates.Of(SystemMailKind.PageLink).Code, cancellationToken) is not { Published.IsOn: false };

    /// <summary>A link to all of his conversations, for the browser that asks.</summary>
    /// <param name="browser">Its secret.</param>
    public async Task<SystemMailResult?> SendAllAsync(Contact contact, string address, string browser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return await _links.CreateForAllAsync(contact, address, browser, cancellationToken) is { } link
            ? await SendAsync(new SystemMailRecipient(address, contact.Name, contact.Language), link, PortalLinks.LifeOfAll, "all/" + browser, cancellationToken)
            : null;
    }

    /// <summary>The link to one conversation anew. It leaves by an address of that conversation, whose readers know it already.</summary>
    public async Task<SystemMailResult?> SendOneAsync(
        Contact contact, string address, string conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var place = await _access.PlaceAsync(conversationId, cancellationToken);
        return await _links.CreateAsync(contact, address, conversationId, cancellationToken) is { } link
            ? await SendAsync(
                new SystemMailRecipient(address, contact.Name, contact.Language) { ConversationId = conversationId, SenderIds = place.AddressIds },
                link, PortalLinks.Life, conversationId, cancellationToken)
            : null;
    }

    private Task<SystemMailResult> SendAsync(
        SystemMailRecipient to, string link, TimeSpan life, string what, CancellationToken cancellationToken)
    {
        var turn = (_time.GetUtcNow().UtcTicks / Pause.Ticks).ToString(CultureInfo.InvariantCulture);
        return _mails.SendAsync(
            SystemMailKind.PageLink,
            to,
            new Dictionary<string, object?> { ["link"] = link, ["days"] = (int)life.TotalDays },
            $"{to.Address}/{what}/{turn}",
            cancellationToken);
    }
}
