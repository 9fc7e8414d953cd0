using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.People;

/// <summary>How a contact wants to be reached (PR5).</summary>
public enum ContactMethod
{
    Email,

    /// <summary>The pages of the site.</summary>
    Portal,

    Phone,

    Post,
}

/// <summary>Somebody outside who writes and is written to.</summary>
public sealed record Contact
{
    /// <summary>Empty for one that is not saved yet.</summary>
    public string Id { get; init; } = "";

    public required string Name { get; init; }

    /// <summary>Normalised by <see cref="EmailAddresses.Normalize"/>, the first is the one to write to; an address belongs
    /// to one contact. At most <see cref="PeopleValidator.MaxAddresses"/>.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    public string Organisation { get; init; } = "";

    public string Phone { get; init; } = "";

    /// <summary>The member who looks after the contact; null when nobody does.</summary>
    public string? OwnerId { get; init; }

    public ContactMethod Preferred { get; init; } = ContactMethod.Email;

    /// <summary>The language to write to the contact in, a tag of BCP 47 such as <c>nl</c>; null when it is not known.</summary>
    public string? Language { get; init; }

    /// <summary>When the contact was invited to sign in (PR6); null: not yet.</summary>
    public DateTimeOffset? InvitedAt { get; init; }

    /// <summary>0 for a new one; otherwise the version that was read.</summary>
    public long Version { get; init; }

    /// <summary>Not stored: another contact claims the address by which this one was found, which only an import past the
    /// validation can bring about. The older contact was taken.</summary>
    public bool IsContested { get; init; }
}

/// <summary>A page of contacts, by name.</summary>
public sealed record ContactQuery
{
    public const int MaxWords = 100;

    /// <summary>Part of a name, organisation or address, without case; null or empty finds all.</summary>
    public string? Words { get; init; }

    /// <summary>Only those whom this member looks after.</summary>
    public string? OwnerId { get; init; }

    public ContactMethod? Preferred { get; init; }

    public int Skip { get; init; }

    /// <summary>1 to 200.</summary>
    public int Take { get; init; } = 50;
}

/// <param name="HasMore">Whether there is another page.</param>
public sealed record ContactPage(IReadOnlyList<Contact> Contacts, bool HasMore);

/// <summary>Port: people outside, as the home keeps them.</summary>
public interface IContacts
{
    /// <summary>Contacts by address; addresses that nobody has are missing from the answer.</summary>
    /// <param name="addresses">Normalised by <see cref="EmailAddresses.Normalize"/>.</param>
    Task<IReadOnlyDictionary<string, Contact>> FindByAddressesAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);

    /// <summary>Contacts by id; ids that are unknown are missing from the answer.</summary>
    Task<IReadOnlyList<Contact>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    Task<ContactPage> SearchAsync(ContactQuery query, CancellationToken cancellationToken);

    /// <summary>Saves a new contact (no id, version 0) or a changed one, when <see cref="PeopleValidator"/> allows it.</summary>
    Task<SetupResult<Contact>> SaveAsync(Contact contact, CancellationToken cancellationToken);

    /// <summary>Removes a contact; mail stays where it is.</summary>
    /// <returns>False when there is no such contact.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);
}
