using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.People;

/// <summary>A user of the site who works with mail.</summary>
/// <param name="Since">When the account was made; the order of <see cref="LinkKind.Role"/> (AD3).</param>
/// <param name="IsManager">Managers see all e-mail (PR2), except that of owner-only channels.</param>
public sealed record Member(
    string Id,
    string Name,
    string Email,
    IReadOnlyList<string> Roles,
    bool IsManager,
    bool IsEnabled,
    DateTimeOffset Since)
{
    /// <summary>Whether he takes new work (AD10); as read by <see cref="Assignment.AvailabilityBook"/>, true from anywhere else.</summary>
    public bool IsAvailable { get; init; } = true;

    /// <summary>Of the mail that is linked to him he sees only conversations that he follows or is assigned (CV5). Means nothing for
    /// managers.</summary>
    public bool OnlyFollowed { get; init; }
}

/// <summary>A named group of members that shares mail (AD4).</summary>
/// <param name="MemberIds">Who is in; who is invited only reads none of its mail.</param>
public sealed record ProcessTeam(string Id, string Name, IReadOnlyList<string> MemberIds)
{
    /// <summary>Members who are invited and have not accepted yet (NT4).</summary>
    public IReadOnlyList<string> InvitedIds { get; init; } = [];
}

/// <summary>Port: who works here.</summary>
public interface IPeople
{
    Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken);
}

/// <summary>On whose behalf a query runs. Every query that returns mail takes one (PR2).</summary>
/// <param name="MemberId">The member.</param>
/// <param name="SeesAll">True for managers: all mail except that of other people's owner-only channels.</param>
public sealed record MailReader(string MemberId, bool SeesAll)
{
    /// <summary>Narrows what is linked to the member to conversations that he follows (itself, its ticket or a task in it) or is
    /// assigned (CV5). Means nothing together with <see cref="SeesAll"/>.</summary>
    public bool OnlyFollowed { get; init; }

    /// <summary>The system itself: nobody's owner-only channels, all other mail.</summary>
    internal static MailReader System { get; } = new("", SeesAll: true);
}
