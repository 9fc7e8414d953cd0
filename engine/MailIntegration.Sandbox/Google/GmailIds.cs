using System.Globalization;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Google;

/// <summary>Ids as Gmail writes them: sixteen hexadecimal digits, drafts with an r before a number.</summary>
internal static class GmailIds
{
    /// <summary>History ids begin high, as those of a mailbox that has lived.</summary>
    public const long HistoryBase = 1_000_000;

    public static string Message(long key) => key.ToString("x16", CultureInfo.InvariantCulture);

    public static string Thread(MailItem item) => Message(Organisation.StableNumber(item.ThreadName));

    public static string Draft(long key) => "r" + key.ToString(CultureInfo.InvariantCulture);

    public static string History(long sequence) => (HistoryBase + sequence).ToString(CultureInfo.InvariantCulture);

    /// <exception cref="GoogleException">400: it is no id at all; 404: there is no such message.</exception>
    public static MailItem Find(Mailbox mailbox, string id)
    {
        if (id.Length > 16 || !long.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key))
        {
            throw GoogleException.Invalid("Invalid id value");
        }

        return mailbox.Find(key) is { } item && !IsHidden(mailbox, item) ? item : throw GoogleException.NotFound();
    }

    public static MailItem FindDraft(Mailbox mailbox, string id) =>
        id.StartsWith('r') && long.TryParse(id.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
            && mailbox.Find(key) is { IsDraft: true } item
            ? item
            : throw GoogleException.NotFound();

    /// <summary>Microsoft's bin below the bin does not exist here.</summary>
    public static bool IsHidden(Mailbox mailbox, MailItem item) => mailbox.FindFolder(item.FolderId) is { IsHidden: true };
}
