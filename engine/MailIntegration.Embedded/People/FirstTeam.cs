namespace MailIntegration.Embedded.People;

/// <summary>What a first start writes into <c>team.json</c>, for people to change.</summary>
internal static class FirstTeam
{
    public static TeamFile Value { get; } = new()
    {
        Members = [new TeamFileMember("manager", "Manager", "manager@example.com", [], Manager: true, DateTimeOffset.UnixEpoch)],
        Teams = [new TeamFileTeam("team", "Team", ["manager"])],
    };
}
