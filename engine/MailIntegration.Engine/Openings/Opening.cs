using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Openings;

/// <summary>That the picture in a mail was fetched, which mostly means that somebody opened the mail (MC4). Neither address nor
/// program of who fetched it is kept.</summary>
/// <param name="Count">At most <see cref="OpeningBook.MaxCount"/>; what comes within <see cref="OpeningBook.Gap"/> counts once.</param>
/// <param name="IsUnsure">True when it was fetched only within <see cref="OpeningBook.ScanWindow"/> after the mail left, which is
/// what scanners on the way do.</param>
public sealed record Opened(DateTimeOffset FirstAt, DateTimeOffset LastAt, int Count, bool IsUnsure);

/// <summary>Between openings and <see cref="MailRecord"/>.</summary>
internal static class OpeningRecords
{
    public const string Waiting = "waiting";
    public const string Seen = "opened";

    /// <summary>What is written with the entry; none without a picture.</summary>
    public static IReadOnlyList<MailRecord> Of(OpeningPicture? picture, string entryId, DateTimeOffset now) => picture is null ? [] :
    [
        new MailRecord
        {
            Kind = RecordKinds.Opening,
            Id = picture.Id,
            Json = RecordJson.Write(new Stored(null)),
            Owner = entryId,
            State = Waiting,
            At = now,
        },
    ];

    public static Opened? Read(MailRecord record) => RecordJson.Read<Stored>(record).Opened;

    public static MailRecord With(this MailRecord record, Opened opened) =>
        record with { State = Seen, Json = RecordJson.Write(new Stored(opened)) };

    private sealed record Stored(Opened? Opened);
}
