using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>A mail in the blob store, whole and as it is handed over.</summary>
/// <param name="Raw">The whole message (RFC 5322).</param>
/// <param name="Snippet">Its first words.</param>
public sealed record ComposedMail(BlobInfo Raw, Parcel Parcel, string Snippet);

/// <summary>What a mail bears beside its draft.</summary>
/// <param name="Headers">Further header fields, for example the marks of automatic mail.</param>
/// <param name="PictureUrl">An invisible picture at the end of the body; null for none. Drafts and previews never have it.</param>
public sealed record Envelope(
    Sender Sender, string MessageId, DateTimeOffset Date, IReadOnlyList<MailHeader> Headers, string? PictureUrl = null);

/// <summary>Turns a draft into a message: text, signature and quote in one body, with a plain text beside it (CO1, AD8).</summary>
public sealed class Composer
{
    private const long MaxMessage = 300L * 1024 * 1024;
    private const int MaxText = 200_000;
    private const int MaxSnippet = 200;

    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;
    private readonly IHtmlCleaner _cleaner;
    private readonly OutboxOptions _options;

    public Composer(IMimeCodec codec, IBlobStore blobs, IHtmlCleaner cleaner, OutboxOptions options)
    {
        _codec = codec;
        _blobs = blobs;
        _cleaner = cleaner;
        _options = options;
    }

    /// <summary>Writes the message; its blobs are durable after the store's next flush.</summary>
    public async Task<ComposedMail> ComposeAsync(Draft draft, Envelope envelope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(envelope);
        var written = OutgoingHtml.Clean(_cleaner, draft.Html);
        var (html, images) = await new DataImages(_blobs).TakeOutAsync(
            Body(written, envelope.Sender.SignatureHtml, draft, envelope.PictureUrl), cancellationToken);
        var files = draft.Attachments.Where(a => a.ContentId is null || Shows(html, a.ContentId)).Concat(images).ToList();
        var mail = Mail(draft, envelope, html);
        var raw = await WriteAsync(mail, files, cancellationToken);
        var (small, large) = Split(mail, files);
        var parcel = large.Count == 0
            ? new Parcel(raw.Name, [])
            : new Parcel((await WriteAsync(mail, small, cancellationToken)).Name, large);
        return new ComposedMail(raw, parcel, Snippet(HtmlText.ToText(written, MaxSnippet * 4)));
    }

    private static OutgoingMail Mail(Draft draft, Envelope envelope, string html) => new()
    {
        From = envelope.Sender.From,
        To = draft.To,
        Cc = draft.Cc,
        Bcc = draft.Bcc,
        Subject = draft.Subject.Trim(),
        Date = envelope.Date,
        MessageId = envelope.MessageId,
        InReplyTo = draft.InReplyTo,
        References = draft.References,
        Headers = envelope.Headers,
        Text = HtmlText.ToText(html, MaxText),
        Html = html,
    };

    private static string Body(string written, string signature, Draft draft, string? pictureUrl)
    {
        var quote = draft.IncludeQuote ? draft.QuoteHtml : null;
        return "<html><body>" + written
            + (signature.Length == 0 ? "" : $"<br><div>{signature}</div>")
            + (quote is null ? "" : $"<br>{quote}")
            + (pictureUrl is null ? "" : $"<img src=\"{OutgoingHtml.Encode(pictureUrl)}\" width=\"1\" height=\"1\" alt=\"\">")
            + "</body></html>";
    }

    private static bool Shows(string html, string contentId) =>
        html.Contains("\"cid:" + Uri.EscapeDataString(contentId) + "\"", StringComparison.Ordinal);

    private Task<BlobInfo> WriteAsync(OutgoingMail mail, IReadOnlyList<DraftAttachment> files, CancellationToken cancellationToken)
    {
        var whole = mail with { Attachments = files.Select(Attachment).ToList() };
        return BlobPipe.WriteAsync(_blobs, (target, token) => _codec.WriteAsync(whole, target, token), MaxMessage, cancellationToken);
    }

    private OutgoingAttachment Attachment(DraftAttachment file) => new(
        file.FileName,
        file.ContentType,
        async token => await _blobs.OpenAsync(file.Blob, token) ?? throw new IOException("A file of a draft is missing from the blob store."),
        file.ContentId);

    /// <summary>Keeps as many files as fit into one request, the images of the text first.</summary>
    private (List<DraftAttachment> Small, List<DraftAttachment> Large) Split(OutgoingMail mail, List<DraftAttachment> files)
    {
        // Quoted-printable triples what is beyond ASCII.
        var size = 10_000L + (3L * (mail.Html!.Length + mail.Text!.Length)) + (100L * (mail.To.Count + mail.Cc.Count + mail.Bcc.Count));
        var small = new List<DraftAttachment>();
        var large = new List<DraftAttachment>();
        foreach (var file in files.OrderBy(f => f.ContentId is null).ThenBy(f => f.Size))
        {
            // Base64 with its line ends.
            var encoded = (file.Size * 4 / 3) + (file.Size / 28) + 1_000;
            if (size + encoded <= _options.MaxParcelBytes)
            {
                size += encoded;
                small.Add(file);
            }
            else
            {
                large.Add(file);
            }
        }

        return (small, large);
    }

    private static string Snippet(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return TextCut.At(words, MaxSnippet);
    }
}
