using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Templates;
using YesSql;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Asks the engine's validator about content items, for editors, recipes and the content API alike. Field names are those
/// of the HTTP API.
/// </summary>
public sealed class MailContentValidator
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly IDocumentManager<MailSetupState> _states;
    private readonly ISession _session;
    private readonly TemplateChecker _templates;
    private readonly HostedChecks _hosted;

    public MailContentValidator(
        IMailSetupStore setup,
        IPeople people,
        IDocumentManager<MailSetupState> states,
        ISession session,
        TemplateChecker templates,
        HostedChecks hosted)
    {
        _setup = setup;
        _people = people;
        _states = states;
        _session = session;
        _templates = templates;
        _hosted = hosted;
    }

    public async Task<SetupErrors> ValidateAsync(ContentItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.TryGet<MailChannelPart>(out var channel))
        {
            return await ValidateAsync(item, channel, cancellationToken);
        }

        if (item.TryGet<MailAddressPart>(out var address))
        {
            return await ValidateAsync(item, address, cancellationToken);
        }

        if (item.TryGet<MailContactPart>(out var contact))
        {
            return await ValidateContactAsync(item, contact, cancellationToken);
        }

        if (item.TryGet<MailTemplatePart>(out var template))
        {
            return await _templates.CheckAsync(
                template.TemplateId, TemplateMapping.ToContent(item, template), isPublished: true, cancellationToken);
        }

        return item.TryGet<ProcessTeamPart>(out var team)
            ? PeopleValidator.ValidateTeam(
                item.DisplayText, [.. team.MemberIds, .. team.InvitedIds], await _people.GetMembersAsync(cancellationToken))
            : new SetupErrors();
    }

    private async Task<SetupErrors> ValidateAsync(
        ContentItem item, MailChannelPart part, CancellationToken cancellationToken)
    {
        var state = (await _states.GetOrCreateImmutableAsync()).Items.GetValueOrDefault(part.ChannelId)
            ?? new MailSetupItemState();
        var setup = await _setup.GetAsync(cancellationToken);
        var errors = SetupValidator.Validate(
            SetupMapping.ToChannel(item, part, state), setup, await _people.GetMembersAsync(cancellationToken));
        if (setup.FindChannel(part.ChannelId) is null)
        {
            SetupValidator.CheckLimit(errors, setup);
        }

        return errors;
    }

    private async Task<SetupErrors> ValidateAsync(
        ContentItem item, MailAddressPart part, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        var address = SetupMapping.ToAddress(item, part, new MailSetupItemState());
        var before = setup.FindAddress(part.AddressId);
        var errors = SetupValidator.Validate(
            address,
            before,
            await _people.GetMembersAsync(cancellationToken),
            await _people.GetTeamsAsync(cancellationToken));
        if (EmailAddresses.Normalize(part.Email) != part.Email || part.Email.Length == 0)
        {
            errors.Add("email", "address-malformed");
        }
        else if (setup.Addresses.FirstOrDefault(a => a.Email == part.Email && a.Id != part.AddressId) is { } taken)
        {
            errors.Add("email", new Reason("address-already-active", "email", taken.Email));
        }

        await CheckHostedAsync(errors, address, before, setup, cancellationToken);
        return errors;
    }

    private async Task CheckHostedAsync(
        SetupErrors errors, ChannelAddress address, ChannelAddress? before, MailSetup setup, CancellationToken cancellationToken)
    {
        if (address.Hosted is not { } rules)
        {
            return;
        }

        HostedChecks.Check(errors, address, setup);
        if (before?.Email != address.Email)
        {
            await _hosted.CheckDomainAsync(errors, address, cancellationToken);
        }

        if (before?.Hosted?.SendVia != rules.SendVia)
        {
            await _hosted.CheckWayAsync(errors, address, setup, cancellationToken);
        }
    }

    /// <param name="before">The stored contact; null for a new one.</param>
    public async Task<SetupErrors> ValidateAsync(Contact contact, Contact? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var errors = PeopleValidator.ValidateContact(
            contact,
            before,
            await _people.GetMembersAsync(cancellationToken),
            OwnAddresses.Of(await _setup.GetAsync(cancellationToken)));
        if (!errors.IsEmpty)
        {
            return errors;
        }

        foreach (var address in contact.Addresses)
        {
            var taken = await _session
                .QueryIndex<MailContactIndex>(i => i.Address == address && (i.Latest || i.Published) && i.ContentItemId != contact.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (taken is not null)
            {
                errors.Add("addresses", new Reason("contact-address-taken", "email", address));
            }
        }

        return errors;
    }

    private async Task<SetupErrors> ValidateContactAsync(
        ContentItem item, MailContactPart part, CancellationToken cancellationToken)
    {
        // What is being edited may be the very object that the session would give back as stored.
        var stored = await _session
            .Query<ContentItem, ContentItemIndex>(i => i.Published && i.ContentItemId == item.ContentItemId)
            .FirstOrDefaultAsync(cancellationToken);
        var contact = ContactMapping.ToContact(item) with
        {
            Addresses = part.Addresses, Organisation = part.Organisation, Phone = part.Phone, OwnerId = part.OwnerId, Language = part.Language,
        };
        return await ValidateAsync(
            contact, stored is null || ReferenceEquals(stored, item) ? null : ContactMapping.ToContact(stored), cancellationToken);
    }
}
