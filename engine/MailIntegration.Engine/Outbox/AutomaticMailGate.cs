using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// The one gate for mail that nobody wrote (LO1, LO3). It answers no machine, no list and none of our own addresses, marks
/// what passes (RFC 3834, section 5) and keeps the budgets.
/// </summary>
public sealed class AutomaticMailGate
{
    private readonly IMailSetupStore _setup;
    private readonly ISiteMailer _site;
    private readonly SendBudget _budget;

    public AutomaticMailGate(IMailSetupStore setup, ISiteMailer site, SendBudget budget)
    {
        _setup = setup;
        _site = site;
        _budget = budget;
    }

    /// <summary>Judges a mail before it enters the outbox; what a member wrote passes freely.</summary>
    public async Task<GateVerdict> JudgeAsync(OutboxRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Automatic is not { } automatic)
        {
            return GateVerdict.Free;
        }

        var site = await _site.GetFromAsync(cancellationToken);
        var own = OwnAddresses.Of(await _setup.GetAsync(cancellationToken), site?.Address);
        IReadOnlyList<MailboxAddress> recipients = [.. request.Draft.To, .. request.Draft.Cc, .. request.Draft.Bcc];

        // A member's own mailbox may be one of ours. What tells him something goes there, and is known as ours when it arrives.
        var closed = request.Stream == OutboxStream.Internal ? OwnAddresses.None : own;
        var refusal = (automatic.InAnswerTo is { } original ? AnswerRules.Refuse(original, own) : null)
            ?? recipients.Select(r => AnswerRules.RefuseRecipient(r.Address, closed)).OfType<Reason>().FirstOrDefault();
        if (refusal is not null)
        {
            return new GateVerdict(refusal, null, []);
        }

        var correspondents = recipients.Select(r => EmailAddresses.Normalize(r.Address)).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToList();
        var tripped = await _budget.FindTrippedAsync(correspondents, request.Draft.ConversationId, cancellationToken);
        return new GateVerdict(null, tripped.Count > 0 ? new Reason("budget-tripped") : null, Marks(automatic))
        {
            Correspondents = correspondents,
            Tripped = tripped,
        };
    }

    /// <summary>Whether a mail that was blocked may leave now.</summary>
    public async Task<bool> MayLeaveAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (await _budget.FindTrippedAsync(Correspondents(entry), entry.ConversationId, cancellationToken)).Count == 0;
    }

    internal static IReadOnlyList<string> Correspondents(OutboxEntry entry) => entry.To.Concat(entry.Cc).Concat(entry.Bcc)
        .Select(r => EmailAddresses.Normalize(r.Address)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();

    /// <summary>
    /// RFC 3834, section 5.2. Microsoft removes Auto-Submitted from what its mailboxes send and keeps
    /// X-Auto-Response-Suppress (MS-OXCMAIL 2.1.3.2.20), so both are there, and Precedence for programs older than either.
    /// </summary>
    private static IReadOnlyList<MailHeader> Marks(AutomaticMail automatic) =>
    [
        new("Auto-Submitted", automatic.InAnswerTo is null ? "auto-generated" : "auto-replied"),
        new("X-Auto-Response-Suppress", "All"),
        new("Precedence", "bulk"),
    ];
}
