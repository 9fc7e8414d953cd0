using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>The fields that texts of automations may name, such as <c>{{ email.subject }}</c>.</summary>
public sealed class AutomationFields
{
    private readonly ISiteFacts _site;
    private readonly TicketReader _tickets;

    public AutomationFields(ISiteFacts site, TicketReader tickets)
    {
        _site = site;
        _tickets = tickets;
    }

    /// <summary>The names, for editors.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "email.subject", "email.from.name", "email.from.address", "email.snippet", "email.at", "conversation.subject",
        "conversation.link", "contact.name", "contact.address", "address.email", "address.name", "ticket.number", "site.name",
        "site.url",
    ];

    /// <returns>The values, and the language to write in.</returns>
    public async Task<(TemplateModel Model, string Language)> OfAsync(ActionScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var site = await _site.GetAsync(cancellationToken);
        var email = scope.Email?.Email;
        var view = scope.Conversation;
        var ticket = view is null
            ? null
            : (await _tickets.OfConversationsAsync([view.Id], cancellationToken)).GetValueOrDefault(view.Id);
        var model = TemplateModel.Of(new Dictionary<string, object?>
        {
            ["email.subject"] = email?.Subject ?? "",
            ["email.from.name"] = NameOf(email?.From),
            ["email.from.address"] = email?.From?.Address ?? "",
            ["email.snippet"] = email?.Snippet ?? "",
            ["email.at"] = email?.At,
            ["conversation.subject"] = view is { Emails: [var first, ..] } ? first.Email.Subject : "",
            ["conversation.link"] = view is null || site.MailCentre is null ? "" : $"{site.MailCentre}/conversations/{view.Id}",
            ["contact.name"] = NameOf(email?.From),
            ["contact.address"] = email?.From?.Address ?? "",
            ["recipient.name"] = NameOf(email?.From),
            ["recipient.address"] = email?.From?.Address ?? "",
            ["address.email"] = scope.Address?.Email ?? "",
            ["address.name"] = scope.Address?.DisplayName ?? "",
            ["ticket.number"] = ticket?.Number,
            ["site.name"] = site.Name,
            ["site.url"] = site.MailCentre ?? "",
        });
        return (model, site.Language);
    }

    private static string NameOf(MailboxAddress? mailbox) =>
        mailbox is null ? "" : string.IsNullOrWhiteSpace(mailbox.Name) ? mailbox.Address : mailbox.Name.Trim();
}
