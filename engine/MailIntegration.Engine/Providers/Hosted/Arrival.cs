using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>What became of a message at the door.</summary>
public enum ArrivalState
{
    /// <summary>Taken; the next sync reads it.</summary>
    Accepted,

    /// <summary>Taken and kept aside until somebody releases it, at most 90 days (HF6).</summary>
    Held,

    /// <summary>A provider asks whether it may forward here (HF4); shown to administrators, never handled as a conversation.</summary>
    Confirmation,

    /// <summary>Not taken; only this row remains.</summary>
    Refused,
}

/// <summary>What a forwarding provider wants confirmed (HF4). Whoever holds the code can redirect mail: administrators only.</summary>
public sealed record ForwardingConfirmation(string Provider, string? Code, string? Link);

/// <summary>One message that was brought to a hosted address. Its text is in the raw copy only.</summary>
public sealed record Arrival
{
    /// <summary>SHA-256 of raw bytes and envelope recipient: the same mail delivered again is the same arrival (HF2).</summary>
    public required string Id { get; init; }

    /// <summary>The forwarding address.</summary>
    public required string MailboxId { get; init; }

    /// <summary>Envelope sender; empty for the null return path.</summary>
    public string EnvelopeFrom { get; init; } = "";

    /// <summary>Author as the header names him.</summary>
    public string? From { get; init; }

    public string Subject { get; init; } = "";

    public long Size { get; init; }

    /// <summary>Name of the raw message; null once only the row remains.</summary>
    public string? Raw { get; init; }

    /// <summary>When it was taken or released: its place in the feed.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required ArrivalState State { get; init; }

    /// <summary>Why it is held or refused.</summary>
    public Reason? Reason { get; init; }

    public ForwardingConfirmation? Confirmation { get; init; }

    /// <summary>Version of the record.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Version { get; init; }

    internal static string IdOf(string rawName, string mailboxId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rawName + "\n" + mailboxId)));
}

/// <summary>Between arrivals and their records.</summary>
internal static class ArrivalRecords
{
    /// <summary>How long held mail waits (HF6).</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromDays(90);

    /// <summary>Longer than the ledger looks back: accepted rows are what its counts are compared with.</summary>
    public static readonly TimeSpan AcceptedFor = TimeSpan.FromDays(60);

    public static readonly TimeSpan RowFor = TimeSpan.FromHours(72);

    /// <summary>A refused raw copy is let go a little later: the same bytes may be arriving for somebody else just now.</summary>
    public static readonly TimeSpan RefusedRawFor = TimeSpan.FromMinutes(10);

    public static MailRecord ToRecord(Arrival arrival) => new()
    {
        Kind = RecordKinds.Arrival,
        Id = arrival.Id,
        Version = arrival.Version,
        Json = RecordJson.Write(arrival),
        Owner = arrival.MailboxId,
        State = RecordJson.Name(arrival.State),
        At = arrival.At,
        DueAt = arrival.At + (arrival.State, arrival.Raw) switch
        {
            (ArrivalState.Held, _) => HeldFor,
            (ArrivalState.Refused, null) => RowFor,
            (ArrivalState.Refused, _) => RefusedRawFor,
            _ => AcceptedFor,
        },
        Blobs = arrival.Raw is { } raw ? [raw] : [],
    };

    public static Arrival Read(MailRecord record) => RecordJson.Read<Arrival>(record) with { Version = record.Version };

    public static string[] States(params ArrivalState[] states) => states.Select(RecordJson.Name).ToArray();
}
