using MailIntegration.Engine;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Web.Contracts;

internal sealed record ContactModel(
    string Id,
    string Name,
    IReadOnlyList<string> Addresses,
    string Organisation,
    string Phone,
    string? OwnerId,
    ContactMethod Preferred,
    string? Language,
    DateTimeOffset? InvitedAt,
    long Version)
{
    /// <summary>Addresses to which nothing is sent because mail to them came back; only where one contact is asked for.</summary>
    public IReadOnlyList<SuppressedModel> Suppressed { get; init; } = [];

    public static ContactModel Of(Contact contact) => new(
        contact.Id,
        contact.Name,
        contact.Addresses,
        contact.Organisation,
        contact.Phone,
        contact.OwnerId,
        contact.Preferred,
        contact.Language,
        contact.InvitedAt,
        contact.Version);
}

internal sealed record SuppressedModel(string Address, DateTimeOffset At, string Words)
{
    public static SuppressedModel Of(SuppressedAddress suppressed) => new(suppressed.Address, suppressed.At, suppressed.Words);
}

/// <summary>A recipient to whom nothing is sent, with the contact on whose form he is released.</summary>
internal sealed record SuppressedRecipientModel(string Address, DateTimeOffset At, string Words, string? ContactId, string? ContactName)
{
    public static SuppressedRecipientModel Of(SuppressedAddress suppressed, Contact? contact) =>
        new(suppressed.Address, suppressed.At, suppressed.Words, contact?.Id, contact?.Name);
}

/// <param name="Next">How many rows to skip for the next page; null on the last.</param>
internal sealed record ContactPageModel(IReadOnlyList<ContactModel> Rows, string? Next);

internal sealed record ContactDetailsBody(
    string? Name,
    IReadOnlyList<string>? Addresses,
    string? Organisation,
    string? Phone,
    string? OwnerId,
    ContactMethod? Preferred,
    string? Language,
    long Version)
{
    /// <param name="before">The stored contact; what the form does not show stays.</param>
    public Contact ToContact(Contact? before) => new()
    {
        Id = before?.Id ?? "",
        Name = Name?.Trim() ?? "",
        Addresses = (Addresses ?? [])
            .Where(a => !string.IsNullOrWhiteSpace(a))
            .Select(a => Engine.Channels.EmailAddresses.Normalize(a) ?? a.Trim())
            .Distinct(StringComparer.Ordinal)
            .ToList(),
        Organisation = Organisation?.Trim() ?? "",
        Phone = Phone?.Trim() ?? "",
        OwnerId = string.IsNullOrEmpty(OwnerId) ? null : OwnerId,
        Preferred = Preferred ?? ContactMethod.Email,
        Language = string.IsNullOrWhiteSpace(Language) ? null : Language.Trim(),
        InvitedAt = before?.InvitedAt,
        Version = Version,
    };
}

internal sealed record WaitingBody(IReadOnlyList<string>? Keys);

/// <param name="Contacts">Contacts that were made of the senders.</param>
/// <param name="Problems">Why some were not, per sender.</param>
internal sealed record SendersModel(IReadOnlyList<ContactModel> Contacts, IReadOnlyDictionary<string, Reason> Problems)
{
    public static SendersModel Of(SendersAdded added) =>
        new(added.Contacts.Select(ContactModel.Of).ToList(), added.Problems);
}

internal sealed record IgnoredModel(int Ignored);

/// <summary>The beginning of a mail that waits, as plain text.</summary>
internal sealed record PreviewModel(
    string Subject, MailboxName? From, IReadOnlyList<MailboxName> To, IReadOnlyList<MailboxName> Cc, string Text, IReadOnlyList<string> Files)
{
    private const int MaxText = 4_000;

    public static PreviewModel Of(MailDigest digest)
    {
        var mail = digest.Draft;
        var text = mail.SearchText.Trim();
        return new PreviewModel(
            mail.Subject,
            MailboxName.Of(mail.From),
            MailboxName.Of(mail.To),
            MailboxName.Of(mail.Cc),
            TextCut.WithEllipsis(text, MaxText),
            mail.Attachments.Where(a => !a.IsInline).Select(a => a.FileName).OfType<string>().ToList());
    }
}
