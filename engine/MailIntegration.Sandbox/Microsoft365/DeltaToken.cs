using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>State of a delta round; travels in next links and delta links.</summary>
internal sealed record DeltaToken
{
    /// <summary>Differs from start to start: tokens of an earlier run name changes that are gone.</summary>
    public required string Epoch { get; init; }

    /// <summary>The chain of rounds that this token belongs to.</summary>
    public required string State { get; init; }

    public int Generation { get; init; }

    public long MailboxTag { get; init; }

    public int FolderId { get; init; }

    /// <summary>True while the folder is listed for the first time, newest message first.</summary>
    public bool Listing { get; init; }

    /// <summary>While listing: the last message given.</summary>
    public long CursorTicks { get; init; } = long.MaxValue;

    public long CursorKey { get; init; } = long.MaxValue;

    /// <summary>While listing: how many messages were given.</summary>
    public int Given { get; init; }

    /// <summary>Changes up to here are known to the client.</summary>
    public long Position { get; init; }

    /// <summary>Where this round began: what came into the folder later was created, the rest updated.</summary>
    public long RoundStart { get; init; }

    /// <summary>Only messages received at this time or later; 0 for all.</summary>
    public long SinceTicks { get; init; }

    public string ChangeType { get; init; } = "";

    public string Select { get; init; } = "";

    public int PageSize { get; init; }

    public string Write()
    {
        var text = string.Join('|', Epoch, State, Generation, MailboxTag, FolderId, Listing ? 1 : 0, CursorTicks, CursorKey, Given,
            Position, RoundStart, SinceTicks, ChangeType, Select, PageSize);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    /// <returns>Null for something that is no token.</returns>
    public static DeltaToken? Read(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|');
        if (parts.Length != 15)
        {
            return null;
        }

        try
        {
            return FromParts(parts);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // A token that somebody has changed is no token.
            return null;
        }
    }

    private static DeltaToken FromParts(string[] parts)
    {
        var culture = CultureInfo.InvariantCulture;
        return new DeltaToken
        {
            Epoch = parts[0], State = parts[1], Generation = int.Parse(parts[2], culture), MailboxTag = long.Parse(parts[3], culture),
            FolderId = int.Parse(parts[4], culture), Listing = parts[5] == "1", CursorTicks = long.Parse(parts[6], culture),
            CursorKey = long.Parse(parts[7], culture), Given = int.Parse(parts[8], culture), Position = long.Parse(parts[9], culture),
            RoundStart = long.Parse(parts[10], culture), SinceTicks = long.Parse(parts[11], culture), ChangeType = parts[12],
            Select = parts[13], PageSize = int.Parse(parts[14], culture),
        };
    }
}
