using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>The fields that texts of automations may name, such as <c>{{ email.subject }}</c>.</summary>
public sealed class AutomationFields
{
    private readonly ISiteFacts _site;
    private readonly TicketReader _tickets;
    private readonly IContacts _contacts;

    public AutomationFields(ISiteFacts site, TicketReader tickets, IContacts contacts)
    {
        _site = site;
        _tickets = tickets;
        _contacts = contacts;
    }

    /// <summary>The names, for editors.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "email.subject", "email.from.name", "email.from.address", "email.snippet", "email.at", "conversation.subject",
        "conversation.link", "contact.name", "contact.address", "address.email", "address.name", "ticket.number", "site.name",
        "site.url",
    ];

    /// <returns>The values, and the language to write in: the contact's, else the site's.</returns>
    public Task<(TemplateModel Model, string Language)> OfAsync(ActionScope scope, CancellationToken cancellationToken) =>
        OfAsync(scope, null, cancellationToken);

    /// <param name="to">Who is written to; null: whoever wrote the event's mail.</param>
    /// <inheritdoc cref="OfAsync(ActionScope, CancellationToken)"/>
    public async Task<(TemplateModel Model, string Language)> OfAsync(
        ActionScope scope, MailboxAddress? to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var site = await _site.GetAsync(cancellationToken);
        var email = scope.Email?.Email;
        var contact = to ?? email?.From;
        var view = scope.Conversation;
        var ticket = view is null
            ? null
            : (await _tickets.OfConversationsAsync([view.Id], cancellationToken)).GetValueOrDefault(view.Id);
        var model = TemplateModel.Of(new Dictionary<string, object?>
        {
            ["email.subject"] = email?.Subject ?? "",
            ["email.from.name"] = email?.From?.ToLabel() ?? "",
            ["email.from.address"] = email?.From?.Address ?? "",
            ["email.snippet"] = email?.Snippet ?? "",
            ["email.at"] = email?.At,
            ["conversation.subject"] = view is { Emails: [var first, ..] } ? first.Email.Subject : "",
            ["conversation.link"] = view is null || site.MailCentre is null ? "" : $"{site.MailCentre}/conversations/{view.Id}",
            ["contact.name"] = contact?.ToLabel() ?? "",
            ["contact.address"] = contact?.Address ?? "",
            ["recipient.name"] = contact?.ToLabel() ?? "",
            ["recipient.address"] = contact?.Address ?? "",
            ["address.email"] = scope.Address?.Email ?? "",
            ["address.name"] = scope.Address?.DisplayName ?? "",
            ["ticket.number"] = ticket?.Number,
            ["site.name"] = site.Name,
            ["site.url"] = site.MailCentre ?? "",
        });
        return (model, await LanguageAsync(contact?.Address, cancellationToken) ?? site.Language);
    }

    private async Task<string?> LanguageAsync(string? address, CancellationToken cancellationToken) =>
        EmailAddresses.Normalize(address) is { } known
        && (await _contacts.FindByAddressesAsync([known], cancellationToken)).GetValueOrDefault(known)?.Language is { } tag
            ? LanguageTag.PrimaryOf(tag)
            : null;
}
