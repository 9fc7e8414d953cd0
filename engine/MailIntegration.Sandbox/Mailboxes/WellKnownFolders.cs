namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Folders that every mailbox has, by the names that mail APIs use for them.</summary>
public static class WellKnownFolders
{
    public const string Root = "msgfolderroot";
    public const string Inbox = "inbox";
    public const string SentItems = "sentitems";
    public const string Drafts = "drafts";
    public const string DeletedItems = "deleteditems";
    public const string JunkEmail = "junkemail";
    public const string Archive = "archive";
    public const string Outbox = "outbox";

    /// <summary>Where deleted mail goes when it is deleted once more; not listed, restorable by administrators.</summary>
    public const string RecoverableItems = "recoverableitemsdeletions";

    internal static readonly (string Name, string DisplayName)[] All =
    [
        (Root, "Top of Information Store"), (Archive, "Archive"), (DeletedItems, "Deleted Items"), (Drafts, "Drafts"),
        (Inbox, "Inbox"), (JunkEmail, "Junk Email"), (Outbox, "Outbox"), (SentItems, "Sent Items"),
        (RecoverableItems, "Deletions"),
    ];
}
