using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.People;

/// <summary>Which contacts and process teams are valid; beside <see cref="SetupValidator"/>, and asked by the same callers.</summary>
public static class PeopleValidator
{
    public const int MaxAddresses = 20;
    public const int MaxTeamMembers = 500;

    private const int MaxPhone = 50;
    private const int MaxLanguage = 35;

    /// <summary>Whether a contact can be saved; that no other contact has its addresses is the store's to say.</summary>
    /// <param name="before">The stored contact: an owner who left since, or an address that became our own, stays.</param>
    public static SetupErrors ValidateContact(
        Contact contact, Contact? before, IReadOnlyList<Member> members, OwnAddresses own)
    {
        ArgumentNullException.ThrowIfNull(contact);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(own);
        var errors = ValidateContact(contact.Name, contact.Addresses, contact.Organisation, contact.Phone);
        if (contact.Addresses.Except(before?.Addresses ?? [], StringComparer.Ordinal).FirstOrDefault(own.Contains) is { } ours)
        {
            errors.Add("addresses", new Reason("contact-address-own", "email", ours));
        }

        if (contact.OwnerId is { } owner && owner != before?.OwnerId && members.All(m => m.Id != owner))
        {
            errors.Add("ownerId", new Reason("member-missing", "member", owner));
        }

        if (!Enum.IsDefined(contact.Preferred))
        {
            errors.Add("preferred", "value-unknown");
        }

        if (contact.Language is { } language && !IsLanguage(language))
        {
            errors.Add("language", "value-unknown");
        }

        return errors;
    }

    /// <param name="addresses">Normalised by <see cref="EmailAddresses.Normalize"/>.</param>
    public static SetupErrors ValidateContact(
        string? name, IReadOnlyList<string> addresses, string organisation, string phone)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var errors = new SetupErrors();
        CheckName(errors, name);
        CheckText(errors, "organisation", organisation, SetupValidator.MaxName);
        CheckText(errors, "phone", phone, MaxPhone);
        if (addresses.Count > MaxAddresses)
        {
            errors.Add("addresses", TooMany(MaxAddresses));
        }
        else if (addresses.Any(a => a.Length == 0 || EmailAddresses.Normalize(a) != a))
        {
            errors.Add("addresses", "address-malformed");
        }
        else if (addresses.Distinct(StringComparer.Ordinal).Count() < addresses.Count)
        {
            errors.Add("addresses", "address-twice");
        }

        return errors;
    }

    public static SetupErrors ValidateTeam(string? name, IReadOnlyList<string> memberIds, IReadOnlyList<Member> members)
    {
        ArgumentNullException.ThrowIfNull(memberIds);
        ArgumentNullException.ThrowIfNull(members);
        var errors = new SetupErrors();
        CheckName(errors, name);
        if (memberIds.Count == 0)
        {
            errors.Add("memberIds", "members-required");
        }
        else if (memberIds.Count > MaxTeamMembers)
        {
            errors.Add("memberIds", TooMany(MaxTeamMembers));
        }
        else if (memberIds.FirstOrDefault(id => members.All(m => m.Id != id)) is { } missing)
        {
            errors.Add("memberIds", new Reason("member-missing", "member", missing));
        }

        return errors;
    }

    /// <summary>The form of a language tag (RFC 5646), not whether there is such a language.</summary>
    private static bool IsLanguage(string text) =>
        text.Length is >= 2 and <= MaxLanguage
        && text.Split('-') is [{ Length: 2 or 3 } first, .. var rest]
        && first.All(char.IsAsciiLetterLower)
        && rest.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));

    private static void CheckName(SetupErrors errors, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add("name", "name-required");
        }
        else
        {
            CheckText(errors, "name", name, SetupValidator.MaxName);
        }
    }

    private static void CheckText(SetupErrors errors, string field, string text, int most)
    {
        if (text.Length > most || text.Any(char.IsControl))
        {
            errors.Add(field, "text-malformed");
        }
    }

    private static Reason TooMany(int most) =>
        new("too-many", "max", most.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
