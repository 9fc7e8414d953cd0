using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.People;

/// <summary>
/// Contacts as records of the mail store, for homes that keep none of their own. Beside each contact stands one record
/// per address, whose id is made of the address: two contacts cannot have it.
/// </summary>
public sealed class RecordContacts : IContacts
{
    /// <summary>Lists are sorted and searched in memory.</summary>
    private const int MaxListed = 50_000;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly TimeProvider _time;

    public RecordContacts(IMailStore store, IMailSetupStore setup, IPeople people, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _people = people;
        _time = time;
    }

    public async Task<IReadOnlyDictionary<string, Contact>> FindByAddressesAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var found = new Dictionary<string, Contact>(StringComparer.Ordinal);
        if (addresses.Count == 0)
        {
            return found;
        }

        var keys = await _store.FindRecordsAsync(
            RecordKinds.ContactAddress, addresses.Distinct(StringComparer.Ordinal).Select(IdOf).ToList(), cancellationToken);
        var owners = keys.Select(k => k.Owner!).Distinct(StringComparer.Ordinal).ToList();
        foreach (var contact in await GetAsync(owners, cancellationToken))
        {
            foreach (var address in contact.Addresses.Where(addresses.Contains))
            {
                found[address] = contact;
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<Contact>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : (await _store.FindRecordsAsync(RecordKinds.Contact, ids, cancellationToken)).Select(Read).ToList();

    public async Task<ContactPage> SearchAsync(ContactQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var records = await RecordScan.AllAsync(
            _store,
            new RecordQuery
            {
                Kind = RecordKinds.Contact,
                Owners = query.OwnerId is { } owner ? [owner] : null,
                States = query.Preferred is { } preferred ? [RecordJson.Name(preferred)] : null,
            },
            MaxListed,
            cancellationToken);
        var words = query.Words?.Trim() ?? "";
        var contacts = records.Select(Read)
            .Where(c => words.Length == 0 || Matches(c, words))
            .OrderBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(c => c.Id, StringComparer.Ordinal)
            .Skip(query.Skip).Take(query.Take + 1).ToList();
        return new ContactPage(contacts.Take(query.Take).ToList(), contacts.Count > query.Take);
    }

    public async Task<SetupResult<Contact>> SaveAsync(Contact contact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var before = await FindAsync(contact.Id, cancellationToken);
        if (contact.Id.Length > 0 && before is null)
        {
            return SetupResult.NotFound<Contact>();
        }

        if ((before?.Version ?? 0) != contact.Version)
        {
            return SetupResult.Stale<Contact>();
        }

        var now = _time.GetUtcNow();
        var old = before is null ? null : Read(before);
        var saved = contact with { Id = before?.Id ?? Ids.New(now), IsContested = false };
        var errors = PeopleValidator.ValidateContact(
            saved, old, await _people.GetMembersAsync(cancellationToken), OwnAddresses.Of(await _setup.GetAsync(cancellationToken)));
        await CheckTakenAsync(errors, saved, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Contact>(errors);
        }

        var result = await _store.ApplyAsync(Changes(saved, old, before?.At ?? now), cancellationToken);
        if (result.Outcome == ApplyOutcome.Applied)
        {
            return SetupResult.Saved(saved with { Version = contact.Version + 1 });
        }

        // Somebody else was faster: with this contact, or with one of its addresses.
        await CheckTakenAsync(errors, saved, cancellationToken);
        return errors.IsEmpty ? SetupResult.Stale<Contact>() : SetupResult.Invalid<Contact>(errors);
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (await GetAsync([id], cancellationToken) is not [var contact])
        {
            return false;
        }

        await _store.ApplySurelyAsync(
            new MailChanges
            {
                DeletedRecords =
                [
                    new RecordDeletion(RecordKinds.Contact, id),
                    .. contact.Addresses.Select(a => new RecordDeletion(RecordKinds.ContactAddress, IdOf(a))),
                ],
            },
            cancellationToken);
        return true;
    }

    private async Task<MailRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        id.Length > 0 && await _store.FindRecordsAsync(RecordKinds.Contact, [id], cancellationToken) is [var record] ? record : null;

    private static MailChanges Changes(Contact contact, Contact? before, DateTimeOffset at) => new()
    {
        DeletedRecords = (before?.Addresses ?? []).Except(contact.Addresses, StringComparer.Ordinal)
            .Select(a => new RecordDeletion(RecordKinds.ContactAddress, IdOf(a))).ToList(),
        Records =
        [
            new MailRecord
            {
                Kind = RecordKinds.Contact,
                Id = contact.Id,
                Version = contact.Version,
                Json = RecordJson.Write(contact),
                Owner = contact.OwnerId,
                State = RecordJson.Name(contact.Preferred),
                At = at,
            },
            .. contact.Addresses.Except(before?.Addresses ?? [], StringComparer.Ordinal).Select(a => new MailRecord
            {
                Kind = RecordKinds.ContactAddress,
                Id = IdOf(a),
                Json = "{}",
                Owner = contact.Id,
                At = at,
            }),
        ],
    };

    private async Task CheckTakenAsync(SetupErrors errors, Contact contact, CancellationToken cancellationToken)
    {
        if (errors.IsEmpty)
        {
            var others = await FindByAddressesAsync(contact.Addresses, cancellationToken);
            foreach (var (address, _) in others.Where(o => o.Value.Id != contact.Id))
            {
                errors.Add("addresses", new Reason("contact-address-taken", "email", address));
            }
        }
    }

    private static bool Matches(Contact contact, string words) => contact.Addresses
        .Append(contact.Name).Append(contact.Organisation)
        .Any(text => text.Contains(words, StringComparison.CurrentCultureIgnoreCase));

    /// <summary>Addresses may be longer than the id of a record.</summary>
    private static string IdOf(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)));

    private static Contact Read(MailRecord record) =>
        RecordJson.Read<Contact>(record) with { Id = record.Id, Version = record.Version };
}
