using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Where an e-mail lies at one address, and who reads it there. Members are numbers.</summary>
internal sealed record LinkFacts(MailFolder Folder, long Received, IReadOnlySet<long> Readers, bool ManagersSee)
{
    /// <summary>The principals to whom it shows; see the table EmailLinkIndex.</summary>
    public IEnumerable<long> Principals => ManagersSee ? Readers.Prepend(0) : Readers.Concat(Readers.Select(n => -n));

    public bool CanBeUnread(long member) => Folder != MailFolder.Sent && (Readers.Contains(member) || ManagersSee);

    public static LinkFacts Of(MailFolder folder, long received, IEnumerable<long> principals)
    {
        var all = principals.ToHashSet();
        return new LinkFacts(folder, received, all.Where(n => n > 0).ToHashSet(), all.Contains(0));
    }
}

/// <summary>
/// All that can change about one e-mail, in memory within one transaction. Rows of readers and unread marks are computed
/// from it; changing one by hand elsewhere would break them.
/// </summary>
internal sealed class MailFacts
{
    public required string EmailId { get; init; }

    public required long Number { get; init; }

    public required long DocumentId { get; init; }

    public required bool HasAttachments { get; init; }

    public required bool IsNew { get; init; }

    public required long Conversation { get; set; }

    public required EmailState State { get; set; }

    public long? StateAt { get; set; }

    public Dictionary<long, LinkFacts> Links { get; } = [];

    /// <summary>Members for whom it is unread, if they can see it.</summary>
    public HashSet<long> Unread { get; } = [];

    public bool IsErased { get; set; }

    public bool HasMoved { get; set; }

    public bool HasOtherState { get; set; }

    public HashSet<long> ChangedLinks { get; } = [];

    /// <summary>Whether the rows of readers must be written again.</summary>
    public bool HasOtherReaders { get; set; }

    /// <summary>Whether only the marks must be written again.</summary>
    public bool HasOtherMarks { get; set; }

    public void SetLink(long address, LinkFacts link, IEnumerable<long> unreadFor)
    {
        var before = Links.Values.Where(l => l.Folder != MailFolder.Sent).ToList();
        Links[address] = link;
        ChangedLinks.Add(address);
        HasOtherReaders = true;
        foreach (var member in unreadFor)
        {
            // Who was told of the mail before, as its reader or as a manager, has his mark already, or has read it.
            var knewIt = before.Exists(l => l.Readers.Contains(member))
                || (!link.Readers.Contains(member) && before.Exists(l => l.ManagersSee));
            if (!knewIt && link.CanBeUnread(member))
            {
                Unread.Add(member);
            }
        }
    }

    public void SetAudience(long address, IReadOnlySet<long> readers, bool managersSee)
    {
        if (Links.TryGetValue(address, out var link))
        {
            Links[address] = link with { Readers = readers, ManagersSee = managersSee };
            HasOtherReaders = true;
        }
    }

    public void SetState(EmailState state, DateTimeOffset at)
    {
        (State, StateAt) = (state, at.ToUnixTimeMilliseconds());
        HasOtherState = HasOtherReaders = true;
    }

    /// <param name="member">Null: everybody who is linked.</param>
    public void SetRead(long? member, bool isRead)
    {
        HasOtherMarks = true;
        switch (isRead, member)
        {
            case (true, null):
                Unread.Clear();
                break;
            case (true, { } one):
                Unread.Remove(one);
                break;
            case (false, { } one):
                Unread.Add(one);
                break;
            default:
                Unread.UnionWith(Links.Values.SelectMany(l => l.Readers));
                break;
        }
    }

    public IEnumerable<(long Principal, long Address, MailBox Box)> Readers() =>
        from link in Links
        from principal in link.Value.Principals
        select (principal, link.Key, MailBoxes.Of(link.Value.Folder, State));

    public IEnumerable<(long Member, long Address, MailBox Box, bool IsLinked)> Marks() =>
        from link in Links
        from member in Unread
        where link.Value.CanBeUnread(member)
        select (member, link.Key, MailBoxes.Of(link.Value.Folder, State), link.Value.Readers.Contains(member));
}
