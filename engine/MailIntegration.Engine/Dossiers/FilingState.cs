using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>What filing by rule needs to know of the contacts and mails of a batch; read once.</summary>
public sealed class FilingState
{
    private readonly IReadOnlyDictionary<string, MailRecord> _heads;
    private readonly HashSet<string> _filed;
    private readonly Dictionary<string, DossierRef> _touched = new(StringComparer.Ordinal);

    /// <param name="heads">Dossiers that exist, by key.</param>
    /// <param name="filed">Ids of the filings of mails that are stored already.</param>
    internal FilingState(IReadOnlyDictionary<string, MailRecord> heads, IEnumerable<string> filed)
    {
        _heads = heads;
        _filed = filed.ToHashSet(StringComparer.Ordinal);
    }

    public static FilingState Empty => new(new Dictionary<string, MailRecord>(), []);

    /// <summary>Files a mail; null when it lies there already.</summary>
    internal MailRecord? File(Contact contact, string emailId, string conversationId, DateTimeOffset at, DateTimeOffset now)
    {
        var dossier = ContactDossiers.Of(contact);
        if (!_filed.Add(DossierRecords.FilingId(dossier.Key, emailId)))
        {
            return null;
        }

        _touched[dossier.Key] = dossier;
        return DossierRecords.Filing(dossier.Key, emailId, conversationId, at, null, now);
    }

    /// <summary>The dossiers of what was filed, to be written with it.</summary>
    internal IEnumerable<MailRecord> Heads(DateTimeOffset now) => _touched.Values.Select(dossier =>
    {
        var known = _heads.GetValueOrDefault(dossier.Key);
        return DossierRecords.Head(
            dossier,
            known is null ? new DossierHead(dossier.Title) : RecordJson.Read<DossierHead>(known),
            known?.Version ?? 0,
            now);
    });
}

/// <summary>Reads <see cref="FilingState"/>.</summary>
public sealed class FilingReader
{
    private readonly IMailStore _store;

    public FilingReader(IMailStore store)
    {
        _store = store;
    }

    /// <param name="contacts">Of the batch.</param>
    /// <param name="stored">E-mails of the batch that another mailbox has.</param>
    public async Task<FilingState> LoadAsync(
        IEnumerable<Contact> contacts, IReadOnlyCollection<string> stored, CancellationToken cancellationToken)
    {
        var keys = contacts.Select(c => ContactDossiers.Of(c).Key).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count == 0)
        {
            return FilingState.Empty;
        }

        var heads = await _store.FindRecordsAsync(RecordKinds.Dossier, keys, cancellationToken);
        var filed = stored.Count == 0
            ? []
            : await RecordScan.AllAsync(_store, DossierRecords.OfEmails(stored), int.MaxValue, cancellationToken);
        return new FilingState(heads.ToDictionary(r => r.Id, StringComparer.Ordinal), filed.Select(f => f.Id));
    }
}
