using MailIntegration.Engine;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Web.Contracts;

internal sealed record SenderModel(
    string Id, string Email, string Name, string SignatureHtml, bool IsDefault, long MaxAttachmentBytes, Reason? Problem)
{
    public static SenderModel Of(Sender sender) => new(
        sender.Id,
        sender.From.Address,
        sender.From.Name ?? "",
        sender.SignatureHtml,
        sender.IsDefault,
        sender.MaxAttachmentBytes,
        sender.Problem);
}

internal sealed record RecipientModel(string Name, string Address, RecipientKind Kind)
{
    public static RecipientModel Of(RecipientSuggestion suggestion) =>
        new(suggestion.Mailbox.Name ?? "", suggestion.Mailbox.Address, suggestion.Kind);
}

internal sealed record DraftModel(
    string Id,
    long Version,
    string? ConversationId,
    DraftMode Mode,
    string? EmailId,
    string SenderId,
    IReadOnlyList<MailboxName> To,
    IReadOnlyList<MailboxName> Cc,
    IReadOnlyList<MailboxName> Bcc,
    string Subject,
    string SubjectPreview,
    string Html,
    string? QuoteHtml,
    bool IncludeQuote,
    IReadOnlyList<DraftAttachmentModel> Attachments,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ScheduledAt,
    bool OnlyIfUnanswered,
    Reason? Reason)
{
    /// <param name="baseUrl">Address of the API, without a slash at its end.</param>
    public static DraftModel Of(Draft draft, string baseUrl) => new(
        draft.Id,
        draft.Revision,
        draft.ConversationId,
        draft.Mode,
        draft.EmailId,
        draft.SenderId,
        MailboxName.Of(draft.To),
        MailboxName.Of(draft.Cc),
        MailboxName.Of(draft.Bcc),
        draft.Subject,
        draft.Subject.Trim(),
        draft.Html,
        draft.QuoteHtml,
        draft.IncludeQuote,
        draft.Attachments.Select(a => DraftAttachmentModel.Of(a, draft.Id, baseUrl)).ToList(),
        draft.UpdatedAt,
        draft.ScheduledAt,
        draft.OnlyIfUnanswered,
        draft.Reason);
}

internal sealed record DraftAttachmentModel(
    string Id, string FileName, string ContentType, long Size, bool IsInline, string? ContentId, string Url)
{
    public static DraftAttachmentModel Of(DraftAttachment file, string draftId, string baseUrl) => new(
        file.Id,
        file.FileName,
        file.ContentType,
        file.Size,
        file.IsInline,
        file.ContentId,
        $"{baseUrl}/drafts/{Uri.EscapeDataString(draftId)}/attachments/{Uri.EscapeDataString(file.Id)}");
}

internal sealed record DraftPageModel(IReadOnlyList<DraftRowModel> Rows, string? Next);

internal sealed record DraftRowModel(
    string Id,
    string? ConversationId,
    IReadOnlyList<MailboxName> To,
    string Subject,
    string Snippet,
    DateTimeOffset UpdatedAt,
    bool HasAttachments,
    Reason? Reason)
{
    private const int MaxSnippet = 200;

    public static DraftRowModel Of(Draft draft) => new(
        draft.Id,
        draft.ConversationId,
        MailboxName.Of(draft.To),
        draft.Subject,
        string.Join(' ', Engine.Security.HtmlText.ToText(draft.Html, MaxSnippet).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        draft.UpdatedAt,
        draft.Attachments.Any(a => !a.IsInline),
        draft.Reason);
}

internal sealed record DraftStartBody(
    DraftMode? Mode, string? EmailId, string? ConversationId, IReadOnlyList<MailboxBody>? To)
{
    public DraftStart ToStart() => new(Mode ?? DraftMode.New, EmailId, ConversationId, MailboxBody.ToList(To));
}

internal sealed record DraftBody(
    long Version,
    string? SenderId,
    IReadOnlyList<MailboxBody>? To,
    IReadOnlyList<MailboxBody>? Cc,
    IReadOnlyList<MailboxBody>? Bcc,
    string? Subject,
    string? Html,
    bool IncludeQuote)
{
    public DraftEdit ToEdit() => new(
        Version,
        SenderId ?? "",
        MailboxBody.ToList(To),
        MailboxBody.ToList(Cc),
        MailboxBody.ToList(Bcc),
        Subject ?? "",
        Html ?? "",
        IncludeQuote);
}

/// <summary>A mailbox as typed.</summary>
internal sealed record MailboxBody(string? Name, string? Address)
{
    public static IReadOnlyList<MailboxAddress> ToList(IReadOnlyList<MailboxBody>? bodies) =>
        (bodies ?? []).Select(b => new MailboxAddress(b.Name?.Trim(), b.Address?.Trim() ?? "")).ToList();
}

internal sealed record SnippetModel(string Id, string Name, string Html, long Version)
{
    public static SnippetModel Of(Snippet snippet) => new(snippet.Id, snippet.Name, snippet.Html, snippet.Version);
}

internal sealed record SnippetBody(string? Name, string? Html, long Version)
{
    public Snippet ToSnippet(string id) => new(id, Name ?? "", Html ?? "", Version);
}

internal sealed record SignatureBody(Engine.Channels.FromNameRule FromNameRule, string? SignatureHtml, string? DisplayName);

internal sealed record SignatureModel(string FromName, string From, string SignatureHtml);
