using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Fills in what a draft begins with: recipients, subject, quote, files of a forwarded mail (CO1, CO4).</summary>
public sealed class DraftStarter
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;
    private readonly IHtmlCleaner _cleaner;
    private readonly ISiteMailer _site;
    private readonly SenderDirectory _senders;

    public DraftStarter(
        IMailStore store,
        IMailSetupStore setup,
        IMimeCodec codec,
        IBlobStore blobs,
        IHtmlCleaner cleaner,
        ISiteMailer site,
        SenderDirectory senders)
    {
        _store = store;
        _setup = setup;
        _codec = codec;
        _blobs = blobs;
        _cleaner = cleaner;
        _site = site;
        _senders = senders;
    }

    /// <summary>The draft without id; null when the e-mail or conversation is not there for the member.</summary>
    public async Task<Draft?> FillAsync(MemberRights rights, DraftStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(start);
        var draft = start.Mode == DraftMode.New
            ? await NewAsync(rights, start, cancellationToken)
            : await AnswerAsync(rights, start, cancellationToken);
        if (draft is null)
        {
            return null;
        }

        var senders = await _senders.ListAsync(rights, draft.ConversationId, cancellationToken);
        return draft with
        {
            AuthorId = rights.Member.Id,
            SenderId = senders.FirstOrDefault(s => s.IsDefault)?.Id ?? "",
        };
    }

    private async Task<Draft?> NewAsync(MemberRights rights, DraftStart start, CancellationToken cancellationToken)
    {
        if (start.ConversationId is { } id
            && await _store.GetConversationAsync(rights.Reader, id, cancellationToken) is null)
        {
            return null;
        }

        return new Draft { ConversationId = start.ConversationId, To = start.To ?? [] };
    }

    private async Task<Draft?> AnswerAsync(MemberRights rights, DraftStart start, CancellationToken cancellationToken)
    {
        var views = start.EmailId is { } id ? await _store.GetEmailsAsync(rights.Reader, [id], cancellationToken) : [];
        if (views is not [var view, ..] || view.Links.Select(l => l.RawBlob).OfType<string>().FirstOrDefault() is not { } blob)
        {
            return null;
        }

        await using var raw = await _blobs.OpenAsync(blob, cancellationToken);
        if (raw is null)
        {
            return null;
        }

        var original = await _codec.ReadAsync(raw, cancellationToken);
        var isForward = start.Mode == DraftMode.Forward;
        var quote = QuoteBuilder.Build(_cleaner, original, view.Email, isForward, NewContentId);
        var files = await new PartCopies(_codec, _blobs, blob).TakeAsync(original, quote.ContentIds, isForward, cancellationToken);
        var draft = new Draft
        {
            Mode = start.Mode,
            EmailId = view.Email.Id,
            ConversationId = view.Email.ConversationId,
            QuoteHtml = quote.Html,
            IncludeQuote = true,
            Attachments = files,
        };
        return isForward ? Forward(draft, original) : await ReplyAsync(draft, original, view.Email, cancellationToken);
    }

    private async Task<Draft> ReplyAsync(Draft draft, MailContent original, Email email, CancellationToken cancellationToken)
    {
        var site = await _site.GetFromAsync(cancellationToken);
        var own = OwnAddresses.Of(await _setup.GetAsync(cancellationToken), site?.Address);
        var (to, cc) = ReplyHeaders.Recipients(original, email.Kind, draft.Mode == DraftMode.ReplyAll, own);
        return draft with
        {
            To = to,
            Cc = cc,
            Subject = ReplyHeaders.ReplySubject(original.Subject),
            InReplyTo = ReplyHeaders.InReplyTo(original),
            References = ReplyHeaders.References(original),
        };
    }

    /// <summary>Forwarded mail goes to other people, but stays in its conversation here.</summary>
    private static Draft Forward(Draft draft, MailContent original) => draft with
    {
        Subject = ReplyHeaders.ForwardSubject(original.Subject),
        References = ReplyHeaders.References(original),
    };

    internal static string NewContentId() => Guid.NewGuid().ToString("N") + "@inline";
}
