using System.Buffers;
using System.Globalization;
using System.Text;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Web.Services;

/// <summary>
/// The journal as a table for spreadsheets (RFC 4180). What strangers wrote cannot become a formula: a cell that begins like one
/// gets an apostrophe before it, which spreadsheets take for text.
/// </summary>
internal sealed class JournalCsv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",;\r\n\t'");

    private readonly IReasonSentences _sentences;

    public JournalCsv(IReasonSentences sentences)
    {
        _sentences = sentences;
    }

    public static string Header(bool isOutgoing) => isOutgoing
        ? Line(["At", "Status", "From", "To", "Subject", "Address", "Template", "Reason", "SentAt", "Conversation", "Opened", "FirstOpenedAt", "LastOpenedAt", "Openings"])
        : Line(["At", "ReceivedAt", "Outcome", "From", "Subject", "Address", "Reason", "Conversation"]);

    public string Of(OutgoingRow row, Func<string, string> addressOf, string language) => Line(
    [
        Time(row.At), row.State.ToString(), Who(row.From), string.Join("; ", row.To.Select(Who)), row.Subject, addressOf(row.SenderId),
        row.Template ?? "", row.Reason is null ? "" : _sentences.Of(row.Reason, language), Time(row.SentAt), row.ConversationId ?? "",
        row.Opened switch { null => "", { IsUnsure: true } => "Maybe", _ => "Yes" }, Time(row.Opened?.FirstAt), Time(row.Opened?.LastAt),
        row.Opened?.Count.ToString(CultureInfo.InvariantCulture) ?? "",
    ]);

    public string Of(IncomingRow row, Func<string, string> addressOf, string language) => Line(
    [
        Time(row.At), Time(row.ReceivedAt), row.Outcome.ToString(), row.From is null ? "" : Who(row.From), row.Subject,
        addressOf(row.AddressId), row.Reason is null ? "" : _sentences.Of(row.Reason, language), row.ConversationId ?? "",
    ]);

    internal static string Cell(string text)
    {
        var safe = text.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] || text is ['\t' or '\r' or '\n', ..]
            ? "'" + text
            : text;
        return safe.AsSpan().IndexOfAny(Quoted) >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Line(IEnumerable<string> cells)
    {
        var line = new StringBuilder();
        line.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        return line.ToString();
    }

    private static string Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Who(MailboxAddress mailbox) =>
        string.IsNullOrWhiteSpace(mailbox.Name) ? mailbox.Address : $"{mailbox.Name} <{mailbox.Address}>";
}
