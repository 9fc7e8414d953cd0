using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>
/// The mail of a record, for its page (LW6): who may see the record sees what is filed in it, whomever the mail is linked to,
/// and nobody else does. Mail of an owner-only channel stays its owner's (CH6). Everywhere else the mail decides (PR2).
/// </summary>
public sealed class RecordMail
{
    /// <summary>All mail but that of owner-only channels.</summary>
    private readonly IMailStore _store;
    private readonly IReadOnlyList<IDossiers> _kinds;

    public RecordMail(IMailStore store, IEnumerable<IDossiers> kinds)
    {
        _store = store;
        _kinds = kinds.ToList();
    }

    /// <summary>What is filed, newest first.</summary>
    /// <param name="key">See <see cref="DossierRef.Key"/>.</param>
    /// <returns>Null when there is no such record that the member may see.</returns>
    public async Task<FiledPage?> GetAsync(
        MemberRights rights,
        string key,
        (DateTimeOffset At, string Id)? after,
        int take,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return await MaySeeAsync(rights, key, cancellationToken)
            ? await FiledMail.PageAsync(_store, [MailReader.System, rights.Reader], key, after, take, cancellationToken)
            : null;
    }

    /// <summary>One e-mail of a record.</summary>
    /// <returns>Null when it is not filed there, or not for the member.</returns>
    public async Task<EmailView?> FindAsync(
        MemberRights rights, string key, string emailId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (await _store.FindRecordsAsync(RecordKinds.DossierMail, [DossierRecords.FilingId(key, emailId)], cancellationToken) is not [_]
            || !await MaySeeAsync(rights, key, cancellationToken))
        {
            return null;
        }

        foreach (var reader in new[] { rights.Reader, MailReader.System })
        {
            if (await _store.GetEmailsAsync(reader, [emailId], cancellationToken) is [var found, ..])
            {
                return found;
            }
        }

        return null;
    }

    private async Task<bool> MaySeeAsync(MemberRights rights, string key, CancellationToken cancellationToken) =>
        DossierRef.Parse(key) is var (kind, id)
        && _kinds.FirstOrDefault(k => k.Kind == kind) is { OpensMail: true } records
        && (await records.KnownAsync(rights, [id], cancellationToken)).Contains(id);
}
