using System.Globalization;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Google;

/// <summary>
/// A mailbox as Gmail shows it: a message lies in one place and bears labels; INBOX, SENT, SPAM, TRASH and DRAFT are told
/// by its folder, further labels are its categories.
/// </summary>
internal static class GmailLabels
{
    public const string Inbox = "INBOX";
    public const string Sent = "SENT";
    public const string Spam = "SPAM";
    public const string Trash = "TRASH";
    public const string Draft = "DRAFT";
    public const string Unread = "UNREAD";
    public const string Starred = "STARRED";

    private static readonly (string Label, string Folder)[] Places =
    [
        (Inbox, WellKnownFolders.Inbox), (Sent, WellKnownFolders.SentItems), (Spam, WellKnownFolders.JunkEmail),
        (Trash, WellKnownFolders.DeletedItems), (Draft, WellKnownFolders.Drafts),
    ];

    public static readonly string[] System = [Inbox, Sent, Spam, Trash, Draft, Unread, Starred];

    /// <summary>The label of a folder; null for the archive, where mail has no label of its own.</summary>
    public static string? OfFolder(MailFolder? folder) => folder switch
    {
        null => null,
        { WellKnownName: null } => "Label_" + folder.Id.ToString(CultureInfo.InvariantCulture),
        _ => Places.FirstOrDefault(place => place.Folder == folder.WellKnownName).Label,
    };

    public static IReadOnlyList<string> Of(Mailbox mailbox, MailItem item)
    {
        var labels = new List<string>();
        if (!item.IsRead)
        {
            labels.Add(Unread);
        }

        if (OfFolder(mailbox.FindFolder(item.FolderId)) is { } place)
        {
            labels.Add(place);
        }

        if (item.FlagStatus == "flagged")
        {
            labels.Add(Starred);
        }

        return [.. labels.Concat(item.Categories).Distinct(StringComparer.Ordinal)];
    }

    public static bool IsKnown(Mailbox mailbox, string label) =>
        System.Contains(label) || mailbox.Folders.Any(folder => folder.WellKnownName is null && OfFolder(folder) == label);

    /// <summary>Changes labels, which may mean another folder.</summary>
    /// <exception cref="GoogleException">A label is unknown, or none that people can change.</exception>
    public static MailItem? Modify(Mailbox mailbox, MailItem item, IReadOnlyList<string> add, IReadOnlyList<string> remove, DateTimeOffset now)
    {
        foreach (var label in add.Concat(remove))
        {
            if (label is Sent or Draft || !IsKnown(mailbox, label))
            {
                throw new GoogleException(400, "invalidArgument", $"Invalid label: {label}", "INVALID_ARGUMENT");
            }
        }

        var before = Of(mailbox, item);
        var after = before.Except(remove).Union(add).ToList();
        var target = Place(mailbox, after, before);
        MailItem Change(MailItem old) => old with
        {
            IsRead = !after.Contains(Unread),
            FlagStatus = after.Contains(Starred) ? "flagged" : "notFlagged",
            Categories = [.. after.Where(label => label is Sent && OfFolder(target) != Sent)],
        };
        return target.Id == item.FolderId ? mailbox.Update(item.Key, now, Change) : mailbox.Move(item.Key, target, now, Change);
    }

    /// <summary>Trash beats spam, spam beats the inbox; what has none of them is archived.</summary>
    private static MailFolder Place(Mailbox mailbox, List<string> labels, IReadOnlyList<string> before)
    {
        string[] order = before.Contains(Trash) || before.Contains(Spam) ? [Trash, Spam, Inbox, Draft, Sent] : [Trash, Spam, Draft, Inbox, Sent];
        var own = order.FirstOrDefault(labels.Contains);
        if (own is not null)
        {
            return mailbox.Folder(Places.First(place => place.Label == own).Folder);
        }

        return mailbox.Folders.FirstOrDefault(folder => folder.WellKnownName is null && labels.Contains(OfFolder(folder)!))
            ?? mailbox.Folder(WellKnownFolders.Archive);
    }
}
