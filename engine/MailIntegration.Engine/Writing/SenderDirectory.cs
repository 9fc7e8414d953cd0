using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>A way to send, as one member may use it.</summary>
/// <param name="Id">An address' id, or <see cref="SenderDirectory.SiteId"/>.</param>
/// <param name="From">Name and address as receivers see them.</param>
/// <param name="SignatureHtml">Filled in and clean.</param>
/// <param name="Problem">Why nothing leaves this way at the moment.</param>
public sealed record Sender(
    string Id, MailboxAddress From, string SignatureHtml, bool IsDefault, long MaxAttachmentBytes, Reason? Problem);

/// <summary>Which senders a member may use (CO2, CH6).</summary>
public sealed class SenderDirectory
{
    /// <summary>Stands for the site's own mailer.</summary>
    public const string SiteId = "site";

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly ISiteMailer _site;
    private readonly IHtmlCleaner _cleaner;

    public SenderDirectory(IMailSetupStore setup, IMailStore store, IPeople people, ISiteMailer site, IHtmlCleaner cleaner)
    {
        _setup = setup;
        _store = store;
        _people = people;
        _site = site;
        _cleaner = cleaner;
    }

    /// <summary>The member's senders. Default is the address that received the last mail of the conversation, else the
    /// first that works (CO4).</summary>
    public async Task<IReadOnlyList<Sender>> ListAsync(
        MemberRights rights, string? conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var setup = await _setup.GetAsync(cancellationToken);
        var members = await _people.GetMembersAsync(cancellationToken);
        var teams = await _people.GetTeamsAsync(cancellationToken);
        var senders = new List<Sender>();
        foreach (var address in setup.Addresses.OrderBy(a => a.Email, StringComparer.Ordinal))
        {
            if (setup.FindChannel(address.ChannelId) is { } channel
                && SendRights.Allows(rights, channel, LinkResolver.Resolve(channel, address, members, teams)))
            {
                senders.Add(Describe(setup, channel, address, rights.Member));
            }
        }

        if (await SiteAsync(setup, cancellationToken) is { } site)
        {
            senders.Add(site);
        }

        var preferred = await PreferredAsync(rights, conversationId, cancellationToken);
        var chosen = preferred.Select(id => senders.Find(s => s.Id == id)).OfType<Sender>().FirstOrDefault()
            ?? senders.Find(s => s.Problem is null)
            ?? senders.FirstOrDefault();
        return senders.Select(s => s with { IsDefault = s.Id == chosen?.Id }).ToList();
    }

    /// <summary>Null when there is no such sender or the member may not use it.</summary>
    public async Task<Sender?> FindAsync(MemberRights rights, string senderId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var setup = await _setup.GetAsync(cancellationToken);
        if (senderId == SiteId)
        {
            return await SiteAsync(setup, cancellationToken);
        }

        if (setup.FindAddress(senderId) is not { } address || setup.FindChannel(address.ChannelId) is not { } channel)
        {
            return null;
        }

        var audience = LinkResolver.Resolve(
            channel, address, await _people.GetMembersAsync(cancellationToken), await _people.GetTeamsAsync(cancellationToken));
        return SendRights.Allows(rights, channel, audience) ? Describe(setup, channel, address, rights.Member) : null;
    }

    /// <summary>
    /// Who sends what nobody wrote (MC6): the address that is asked for while it works, else
    /// the one that the settings name, else the site's mailer, else the first
    /// address that works. Null when nothing does. It bears no signature.
    /// </summary>
    /// <param name="senderId">An address' id; empty for the site's default.</param>
    public async Task<Sender?> FindAutomaticAsync(string senderId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if ((Automatic(setup, a => a.Id == senderId) ?? Automatic(setup, a => a.Id == setup.Settings.SiteSenderId)) is { } chosen)
        {
            return chosen;
        }

        // What leaves by the site's own mailer leaves by no channel: the master switch is not about it.
        return await SiteAsync(setup, cancellationToken) is { } site
            ? site with { Problem = null }
            : Automatic(setup, _ => true);
    }

    /// <summary>A mailbox that only its owner uses speaks for nobody else.</summary>
    private Sender? Automatic(MailSetup setup, Func<ChannelAddress, bool> isMeant) => setup.Addresses
        .Where(isMeant)
        .OrderBy(a => a.Email, StringComparer.Ordinal)
        .Where(a => setup.FindChannel(a.ChannelId) is { Access: not ChannelAccess.Owner } channel
            && SendRights.Problem(setup, channel, a) is null)
        .Select(a => Describe(setup, setup.FindChannel(a.ChannelId)!, a, null) with { SignatureHtml = "" })
        .FirstOrDefault();

    private Sender Describe(MailSetup setup, Channel channel, ChannelAddress address, Member? member) => new(
        address.Id,
        SenderIdentity.From(address, channel, setup.Settings, member),
        SenderIdentity.Signature(_cleaner, address.SignatureHtml, setup.Settings, member),
        IsDefault: false,
        setup.Settings.MaxAttachmentBytes,
        SendRights.Problem(setup, channel, address));

    private async Task<Sender?> SiteAsync(MailSetup setup, CancellationToken cancellationToken) =>
        await _site.GetFromAsync(cancellationToken) is { } from
            ? new Sender(
                SiteId, from, "", IsDefault: false, setup.Settings.MaxAttachmentBytes,
                setup.Settings.Enabled ? null : new Reason("mail-off"))
            : null;

    /// <summary>Addresses of the conversation, the one with the newest mail first.</summary>
    private async Task<IReadOnlyList<string>> PreferredAsync(
        MemberRights rights, string? conversationId, CancellationToken cancellationToken)
    {
        var view = conversationId is null
            ? null
            : await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken);
        return view is null
            ? []
            : view.Emails.Reverse()
                .OrderBy(e => e.Email.Kind == Conversations.EmailKind.Received ? 0 : 1)
                .SelectMany(e => e.Links.Select(l => l.AddressId))
                .Distinct(StringComparer.Ordinal)
                .ToList();
    }
}
