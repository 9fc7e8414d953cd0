namespace MailIntegration.Engine.Conversations;

/// <summary>A member who has a conversation open.</summary>
/// <param name="IsComposing">He writes an answer or a note.</param>
/// <param name="Since">Since when he has it open or, when he writes, since when he writes.</param>
public sealed record Presence(string MemberId, bool IsComposing, DateTimeOffset Since);

/// <summary>
/// Who has which conversation open on this node (CV6). Kept in memory: pages beat every ten seconds, and who was not heard of
/// for <see cref="Forgotten"/> is gone. What all nodes see is in <see cref="PresenceRooms"/>.
/// </summary>
public sealed class PresenceBoard
{
    public static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(25);

    /// <summary>Beats that bring nothing new are passed on to other nodes once in this time.</summary>
    public static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, Sign>> _rooms = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public PresenceBoard(TimeProvider time)
    {
        _time = time;
    }

    /// <summary>Notes that a member is here.</summary>
    /// <returns>Whether others see something new.</returns>
    public bool Beat(string conversationId, string memberId, bool isComposing)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            Forget(now);
            if (!_rooms.TryGetValue(conversationId, out var room))
            {
                _rooms[conversationId] = room = new(StringComparer.Ordinal);
            }

            var isKnown = room.TryGetValue(memberId, out var before) && before!.IsComposing == isComposing;
            room[memberId] = new Sign(isComposing, isKnown ? before!.Since : now, now, isKnown ? before!.ToldAt : null);
            return !isKnown;
        }
    }

    /// <summary>Whether other nodes have to be told of a member now: what changed at once, what stays as it is from time to
    /// time. Answers true once: the caller tells them.</summary>
    public bool TakeTelling(string conversationId, string memberId)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (!_rooms.TryGetValue(conversationId, out var room)
                || !room.TryGetValue(memberId, out var sign)
                || now - sign.ToldAt < TellInterval)
            {
                return false;
            }

            room[memberId] = sign with { ToldAt = now };
            return true;
        }
    }

    /// <summary>Notes that a member closed the conversation.</summary>
    /// <returns>Whether others see something new.</returns>
    public bool Leave(string conversationId, string memberId)
    {
        lock (_gate)
        {
            return _rooms.TryGetValue(conversationId, out var room) && room.Remove(memberId);
        }
    }

    /// <summary>Who is here, longest first.</summary>
    public IReadOnlyList<Presence> Get(string conversationId)
    {
        lock (_gate)
        {
            Forget(_time.GetUtcNow());
            return _rooms.TryGetValue(conversationId, out var room)
                ? room.Select(b => new Presence(b.Key, b.Value.IsComposing, b.Value.Since)).OrderBy(p => p.Since).ToList()
                : [];
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (id, room) in _rooms)
        {
            foreach (var (memberId, beat) in room)
            {
                if (now - beat.At > Forgotten)
                {
                    room.Remove(memberId);
                }
            }

            if (room.Count == 0)
            {
                _rooms.Remove(id);
            }
        }
    }

    private sealed record Sign(bool IsComposing, DateTimeOffset Since, DateTimeOffset At, DateTimeOffset? ToldAt);
}
