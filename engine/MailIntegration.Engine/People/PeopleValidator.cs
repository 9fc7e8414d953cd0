using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.People;

/// <summary>Which contacts and process teams are valid; beside <see cref="SetupValidator"/>, and asked by the same callers.</summary>
public static class PeopleValidator
{
    public const int MaxAddresses = 20;
    public const int MaxTeamMembers = 500;

    private const int MaxPhone = 50;

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
