using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Assignment;

/// <summary>
/// What choosing an assignee needs to know, read once for a batch. Choices of the batch count on: five mails that arrive
/// together are shared out like five that arrive one by one.
/// </summary>
public sealed class AssignmentState
{
    private readonly Dictionary<string, int> _open;
    private string? _last;
    private bool _isMoved;

    /// <param name="members">With their availability.</param>
    /// <param name="readerIds">Members who may see the mail; nobody else can be given it (PR2).</param>
    /// <param name="open">Open conversations by assignee.</param>
    /// <param name="turn">Who had the last turn at this address; null before the first.</param>
    public AssignmentState(
        string addressId,
        AssignmentRules rules,
        IReadOnlyList<Member> members,
        IReadOnlyList<ProcessTeam> teams,
        IReadOnlyCollection<string> readerIds,
        IReadOnlyDictionary<string, int> open,
        MailRecord? turn)
    {
        AddressId = addressId;
        Rules = rules;
        Members = members.ToDictionary(m => m.Id, StringComparer.Ordinal);
        Candidates = AssignmentChooser.Candidates(rules, teams);
        Readers = readerIds.ToHashSet(StringComparer.Ordinal);
        _open = open.ToDictionary(StringComparer.Ordinal);
        Turn = turn;
        _last = turn?.Owner;
    }

    public string AddressId { get; }

    public AssignmentRules Rules { get; }

    public IReadOnlyDictionary<string, Member> Members { get; }

    /// <summary>Ids that the rules name, themselves or by a team, in order of id; some may be gone or disabled.</summary>
    public IReadOnlyList<string> Candidates { get; }

    public IReadOnlySet<string> Readers { get; }

    internal string? LastId => _last;

    private MailRecord? Turn { get; }

    internal int OpenOf(string memberId) => _open.GetValueOrDefault(memberId);

    /// <summary>Counts a conversation that somebody is given.</summary>
    /// <param name="isTurn">Whether it was his turn; an owner's mail is nobody's turn.</param>
    internal void Count(string memberId, bool isTurn)
    {
        _open[memberId] = OpenOf(memberId) + 1;
        if (isTurn)
        {
            _last = memberId;
            _isMoved = true;
        }
    }

    /// <summary>The record that says whose turn it was; null when nobody had one. Its version makes a second worker plan again.</summary>
    internal MailRecord? TurnRecord(DateTimeOffset now) => !_isMoved ? null : new MailRecord
    {
        Kind = RecordKinds.AssignmentTurn,
        Id = AddressId,
        Version = Turn?.Version ?? 0,
        Json = "{}",
        Owner = _last,
        At = now,
    };
}
