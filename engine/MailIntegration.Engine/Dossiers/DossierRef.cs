using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Dossiers;

/// <summary>The kinds of dossiers that the engine knows; homes may add their own. Stored: names stay.</summary>
public static class DossierKinds
{
    /// <summary>Every contact has one; the id is the contact's.</summary>
    public const string Contact = "contact";

    /// <summary>Made by a member, with a name.</summary>
    public const string Free = "free";

    /// <summary>A record of the home, such as a content item: who may see the record sees its mail, and nobody else (LW6).</summary>
    public const string Record = "content";
}

/// <summary>Something that mail is filed in (PR3).</summary>
/// <param name="Kind">At most 20 letters; see <see cref="DossierKinds"/>.</param>
/// <param name="Id">The kind's own id; at most 100 characters.</param>
/// <param name="Title">What people call it.</param>
public sealed record DossierRef(string Kind, string Id, string Title)
{
    /// <summary>One text for kind and id.</summary>
    public string Key => KeyOf(Kind, Id);

    public static string KeyOf(string kind, string id) => $"{kind}:{id}";

    /// <summary>Kind and id of a key; null when it is none.</summary>
    public static (string Kind, string Id)? Parse(string? key)
    {
        var colon = key?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon is > 0 and <= 20 && key!.Length - colon - 1 is > 0 and <= 100 ? (key[..colon], key[(colon + 1)..]) : null;
    }
}

/// <summary>
/// Port: the dossiers of one kind. Homes register one for each kind that they have. What a dossier is called and who may work
/// with it is the kind's business; which mail of it somebody sees is decided by the mail (PR2), except on the page of a record.
/// </summary>
public interface IDossiers
{
    string Kind { get; }

    /// <summary>Dossiers by id; ids that do not exist, or no longer, are missing from the answer.</summary>
    Task<IReadOnlyList<DossierRef>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Dossiers that the member may know of, by part of their title; at most <paramref name="take"/>.</summary>
    Task<IReadOnlyList<DossierRef>> SearchAsync(
        MemberRights rights, string words, int take, CancellationToken cancellationToken);

    /// <summary>Which of these the member may know of. The titles of others are kept from him wherever mail in them shows.</summary>
    Task<IReadOnlyCollection<string>> KnownAsync(
        MemberRights rights, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => Task.FromResult(ids);

    /// <summary>True when who may know of a dossier sees the mail in it too (<see cref="RecordMail"/>).</summary>
    bool OpensMail => false;

    /// <summary>Whether the member may file in it and take out of it, beside who sees mail in it.</summary>
    Task<bool> MayUseAsync(MemberRights rights, string id, CancellationToken cancellationToken);
}
