using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tickets;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;

namespace MailIntegration.Web.Services;

/// <summary>Tells of recent messages what was decided about them, from the ledger and the explanations (PR1, PR9).</summary>
internal sealed class ProcessingViews
{
    private const string DossierMode = "explain-mode-dossier";

    private readonly IMailStore _store;
    private readonly TicketReader _tickets;

    public ProcessingViews(IMailStore store, TicketReader tickets)
    {
        _store = store;
        _tickets = tickets;
    }

    /// <param name="rows">Of addresses that the caller reads.</param>
    public async Task<IReadOnlyList<ProcessingRowModel>> BuildAsync(
        IReadOnlyList<ProviderMessage> rows, Caller caller, CancellationToken cancellationToken)
    {
        var ids = rows.Select(r => r.EmailId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var emails = ids.Count == 0 ? [] : await _store.GetEmailsAsync(caller.Reader, ids, cancellationToken);
        var byId = emails.ToDictionary(e => e.Email.Id, e => e.Email, StringComparer.Ordinal);
        var tickets = await _tickets.OfConversationsAsync(
            byId.Values.Select(e => e.ConversationId).Distinct(StringComparer.Ordinal).ToList(), cancellationToken);
        return rows.Select(r => Build(r, r.EmailId is { } id ? byId.GetValueOrDefault(id) : null, tickets)).ToList();
    }

    private static ProcessingRowModel Build(
        ProviderMessage row, Email? email, IReadOnlyDictionary<string, Ticket> tickets)
    {
        var ticket = email is null ? null : tickets.GetValueOrDefault(email.ConversationId);
        IReadOnlyList<Reason> explanation = email?.Explanation ?? [];
        return new ProcessingRowModel(
            row.Key,
            row.AddressId,
            row.Folder,
            row.ReceivedAt,
            row.Outcome,
            row.Reason,
            email?.Id,
            email?.ConversationId,
            email?.Kind,
            MailboxName.Of(email?.From),
            email?.Subject ?? row.Reason?.Args.GetValueOrDefault("subject") ?? "",
            ContactOf(explanation),
            explanation.FirstOrDefault(r => r.Code.StartsWith("explain-assigned", StringComparison.Ordinal))?.Args.GetValueOrDefault("member"),
            ticket?.Number,
            ticket?.State,
            email is not { Kind: EmailKind.Received } ? null
                : explanation.Any(r => r.Code == DossierMode) ? ProcessingMode.Dossier : ProcessingMode.Chat,
            explanation);
    }

    private static ProcessingContact? ContactOf(IReadOnlyList<Reason> explanation) => explanation
        .Where(r => r.Args.ContainsKey("contact") && r.Args.ContainsKey("name"))
        .Select(r => new ProcessingContact(r.Args["contact"], r.Args["name"]))
        .FirstOrDefault();
}
