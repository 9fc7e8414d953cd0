using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.People;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.People;

/// <summary>Between the engine's contact and the content item.</summary>
internal static class ContactMapping
{
    public static Contact ToContact(ContentItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var part = item.GetOrCreate<MailContactPart>();
        return new Contact
        {
            Id = item.ContentItemId,
            Name = item.DisplayText ?? "",
            Addresses = part.Addresses,
            Organisation = part.Organisation,
            Phone = part.Phone,
            OwnerId = part.OwnerId,
            Preferred = part.PreferredMethod switch
            {
                PreferredMethod.Phone => ContactMethod.Phone,
                PreferredMethod.Post => ContactMethod.Post,
                PreferredMethod.Site => ContactMethod.Portal,
                _ => ContactMethod.Email,
            },
            Language = part.Language,
            InvitedAt = part.InvitedUtc is { } invited ? new DateTimeOffset(DateTime.SpecifyKind(invited, DateTimeKind.Utc)) : null,
            Version = VersionOf(item),
        };
    }

    public static void Write(Contact contact, ContentItem item)
    {
        ArgumentNullException.ThrowIfNull(contact);
        ArgumentNullException.ThrowIfNull(item);
        item.DisplayText = contact.Name;
        item.Alter<MailContactPart>(part =>
        {
            part.Addresses = [.. contact.Addresses];
            part.Organisation = contact.Organisation;
            part.Phone = contact.Phone;
            part.OwnerId = contact.OwnerId;
            part.PreferredMethod = ToMethod(contact.Preferred);
            part.Language = contact.Language;
            part.InvitedUtc = contact.InvitedAt?.UtcDateTime;
        });
    }

    public static PreferredMethod ToMethod(ContactMethod method) => method switch
    {
        ContactMethod.Phone => PreferredMethod.Phone,
        ContactMethod.Post => PreferredMethod.Post,
        ContactMethod.Portal => PreferredMethod.Site,
        _ => PreferredMethod.Email,
    };

    /// <summary>Content items carry no number that counts their changes: each change has another version id or moment.</summary>
    private static long VersionOf(ContentItem item)
    {
        var text = item.ContentItemVersionId + "\n" + item.ModifiedUtc?.Ticks.ToString(CultureInfo.InvariantCulture);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));

        // 53 bits, which every client's numbers can hold; never 0, which is a new one.
        return (BinaryPrimitives.ReadInt64LittleEndian(hash) & 0x1F_FFFF_FFFF_FFFF) | 1;
    }
}
