using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;

namespace MailIntegration.Web.Contracts;

internal sealed record OutgoingPageModel(IReadOnlyList<OutgoingRow> Rows, string? Next)
{
    public static OutgoingPageModel Of(JournalPage<OutgoingRow> page) => new(page.Rows, Positions.Write(page.Next));
}

internal sealed record IncomingPageModel(IReadOnlyList<IncomingRow> Rows, string? Next)
{
    public static IncomingPageModel Of(JournalPage<IncomingRow> page) => new(page.Rows, Positions.Write(page.Next));
}

/// <param name="Runs">What rules and workflows did for it.</param>
internal sealed record IncomingDetailModel(IncomingRow Row, IReadOnlyList<ActionRun> Runs);

/// <summary>How a list of the journal is narrowed.</summary>
/// <param name="Opened"><c>1</c>: only mail of which it is known that it was opened.</param>
internal sealed record JournalFilter(
    string? Address, string? Q, DateTimeOffset? From, DateTimeOffset? Until, string? After, int? Take, string? Opened = null)
{
    private const int MaxText = 200;

    /// <returns>Null when a value makes no sense.</returns>
    public JournalQuery? ToQuery() =>
        Positions.TryRead(After, out var position) && (Q?.Length ?? 0) <= MaxText
            ? new JournalQuery
            {
                AddressId = string.IsNullOrEmpty(Address) ? null : Address,
                Text = Q,
                OnlyOpened = Opened == "1",
                From = From,
                Until = Until,
                After = position,
                Take = Math.Clamp(Take ?? 50, 1, 200),
            }
            : null;
}
