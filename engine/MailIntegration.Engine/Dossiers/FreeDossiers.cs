using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>
/// Dossiers that members make. A name may say a lot, so a member knows of those that he made and those that hold mail that he
/// may see; managers know all.
/// </summary>
public sealed class FreeDossiers : IDossiers
{
    private readonly IMailStore _store;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public FreeDossiers(IMailStore store, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _writer = writer;
        _time = time;
    }

    public string Kind => DossierKinds.Free;

    public async Task<IReadOnlyList<DossierRef>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var keys = ids.Select(id => DossierRef.KeyOf(Kind, id)).ToList();
        return (await _store.FindRecordsAsync(RecordKinds.Dossier, keys, cancellationToken)).Select(ToRef).ToList();
    }

    public async Task<IReadOnlyList<DossierRef>> SearchAsync(
        MemberRights rights, string words, int take, CancellationToken cancellationToken)
    {
        var page = await RecordScan.RunAsync(
            _store,
            new RecordQuery { Kind = RecordKinds.Dossier, States = [Kind], Take = take },
            async (records, token) =>
            {
                var named = records.Where(r => ToRef(r).Title.Contains(words, StringComparison.OrdinalIgnoreCase)).ToList();
                var known = await KnownAsync(rights, named, token);
                return record => known.Contains(record.Id);
            },
            cancellationToken);
        return page.Rows.Select(ToRef).ToList();
    }

    public async Task<bool> MayUseAsync(MemberRights rights, string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } record
        && (await KnownAsync(rights, [record], cancellationToken)).Count > 0;

    public async Task<SetupResult<DossierRef>> CreateAsync(MemberRights rights, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var errors = Check(name);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<DossierRef>(errors);
        }

        var now = _time.GetUtcNow();
        var dossier = new DossierRef(Kind, Ids.New(now), name.Trim());
        await _writer.CommitAsync(
            _ => Task.FromResult<MailChanges?>(new MailChanges
            {
                Records = [DossierRecords.Head(dossier, new DossierHead(dossier.Title, rights.Member.Id), 0, now)],
                Events = [DeskEvents.Changed(DeskKind.Dossier, null, [rights.Member.Id], now)],
            }),
            cancellationToken);
        return SetupResult.Saved(dossier);
    }

    /// <param name="version">The version that was shown.</param>
    public async Task<SetupResult<DossierRef>> RenameAsync(
        MemberRights rights, string id, string name, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (await FindAsync(id, cancellationToken) is not { } record || !MayChange(rights, record))
        {
            return SetupResult.NotFound<DossierRef>();
        }

        var errors = Check(name);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<DossierRef>(errors);
        }

        var dossier = new DossierRef(Kind, id, name.Trim());
        var result = await _store.ApplyAsync(
            new MailChanges { Records = [DossierRecords.Head(dossier, Read(record), version, record.At)] }, cancellationToken);
        return result.Outcome == ApplyOutcome.Applied ? SetupResult.Saved(dossier) : SetupResult.Stale<DossierRef>();
    }

    /// <summary>Deletes the dossier; its mail stays where it is and lies in it no more.</summary>
    /// <returns>False when there is none that the member may delete.</returns>
    public async Task<bool> DeleteAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (await FindAsync(id, cancellationToken) is not { } record || !MayChange(rights, record))
        {
            return false;
        }

        // The mail first: what a crash leaves is a dossier that can be deleted again.
        var query = new RecordQuery { Kind = RecordKinds.DossierMail, Owners = [record.Id], Take = 500 };
        while (await _store.GetRecordsAsync(query, cancellationToken) is { Count: > 0 } filings)
        {
            await _store.ApplySurelyAsync(
                new MailChanges { DeletedRecords = filings.Select(f => new RecordDeletion(f.Kind, f.Id)).ToList() },
                cancellationToken);
        }

        var follows = await _store.GetRecordsAsync(FollowRecords.Of(new FollowTarget(FollowKind.Dossier, record.Id)), cancellationToken);
        await _store.ApplySurelyAsync(
            new MailChanges
            {
                DeletedRecords =
                [
                    new RecordDeletion(RecordKinds.Dossier, record.Id), .. follows.Select(f => new RecordDeletion(f.Kind, f.Id)),
                ],
            },
            cancellationToken);
        return true;
    }

    internal static bool MayChange(MemberRights rights, MailRecord record) =>
        record.State == DossierKinds.Free && (rights.SeesAll || record.Owner == rights.Member.Id);

    private static DossierHead Read(MailRecord record) => RecordJson.Read<DossierHead>(record);

    private static DossierRef ToRef(MailRecord record) =>
        new(DossierKinds.Free, record.Id[(DossierKinds.Free.Length + 1)..], Read(record).Title);

    private async Task<MailRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Dossier, [DossierRef.KeyOf(Kind, id)], cancellationToken) is [var record]
            ? record
            : null;

    private async Task<HashSet<string>> KnownAsync(
        MemberRights rights, IReadOnlyCollection<MailRecord> records, CancellationToken cancellationToken)
    {
        var known = records.Where(r => MayChange(rights, r)).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var key in records.Select(r => r.Id).Where(key => !known.Contains(key)).ToList())
        {
            if ((await FiledMail.NewestAsync(_store, rights.Reader, key, cancellationToken)).Count > 0)
            {
                known.Add(key);
            }
        }

        return known;
    }

    private static SetupErrors Check(string name)
    {
        var errors = new SetupErrors();
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add("name", "name-required");
        }
        else if (name.Trim().Length > SetupValidator.MaxName || name.Any(char.IsControl))
        {
            errors.Add("name", "text-malformed");
        }

        return errors;
    }
}
