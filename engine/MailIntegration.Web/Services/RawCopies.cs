using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Security;

namespace MailIntegration.Web.Services;

/// <summary>An e-mail as a member reads it: one of the raw copies that he may see.</summary>
internal sealed record RawCopy(EmailView View, EmailCopy Copy);

/// <summary>
/// Opens raw messages for who may read them. Copies of one e-mail differ between mailboxes, so parts belong to one copy:
/// the addresses of parts always name it.
/// </summary>
internal sealed class RawCopies
{
    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;
    private readonly IMimeCodec _codec;
    private readonly RecordMail _records;

    public RawCopies(IMailStore store, IBlobStore blobs, IMimeCodec codec, RecordMail records)
    {
        _store = store;
        _blobs = blobs;
        _codec = codec;
        _records = records;
    }

    public async Task<EmailView?> FindAsync(Caller caller, string emailId, CancellationToken cancellationToken) =>
        await _store.GetEmailsAsync(caller.Reader, [emailId], cancellationToken) is [var view, ..] ? view : null;

    /// <summary>The copy of one address, or the first; null when there is none that the caller may read.</summary>
    /// <param name="dossier">The record by which he comes; null or empty when he comes by the mail.</param>
    public async Task<RawCopy?> FindAsync(
        Caller caller, string emailId, string? addressId, string? dossier, CancellationToken cancellationToken)
    {
        var view = string.IsNullOrEmpty(dossier)
            ? await FindAsync(caller, emailId, cancellationToken)
            : await _records.FindAsync(caller.Rights, dossier, emailId, cancellationToken);
        return view is not null && Choose(view, addressId) is { } copy ? new RawCopy(view, copy) : null;
    }

    public static EmailCopy? Choose(EmailView view, string? addressId) => view.Links.FirstOrDefault(l =>
        l.RawBlob is not null && (string.IsNullOrEmpty(addressId) || l.AddressId == addressId));

    /// <summary>Null when the blob is missing.</summary>
    public Task<Stream?> OpenAsync(EmailCopy copy, CancellationToken cancellationToken) =>
        _blobs.OpenAsync(copy.RawBlob!, cancellationToken);

    /// <summary>Null when the blob is missing.</summary>
    public async Task<MailContent?> ReadAsync(EmailCopy copy, CancellationToken cancellationToken)
    {
        var raw = await OpenAsync(copy, cancellationToken);
        if (raw is null)
        {
            return null;
        }

        await using (raw)
        {
            return await _codec.ReadAsync(raw, cancellationToken);
        }
    }

    /// <summary>Writes a decoded part; false when there is none of that name.</summary>
    public async Task<bool> CopyPartAsync(
        EmailCopy copy, string partId, Stream target, CancellationToken cancellationToken)
    {
        var raw = await OpenAsync(copy, cancellationToken);
        if (raw is null)
        {
            return false;
        }

        await using (raw)
        {
            return await _codec.CopyPartAsync(raw, partId, target, cancellationToken);
        }
    }
}
