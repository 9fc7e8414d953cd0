using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;

namespace MailIntegration.Web.Services;

/// <summary>The teams by which a member narrows his lists, and their addresses, by the configuration as it is now.</summary>
internal sealed class TeamAddresses
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;

    public TeamAddresses(IMailSetupStore setup, IPeople people)
    {
        _setup = setup;
        _people = people;
    }

    /// <summary>Addresses by the id of each team that the member may name (PR2).</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> GetAsync(
        MemberRights rights, CancellationToken cancellationToken)
    {
        var teams = TeamMail.Visible(rights, await _people.GetTeamsAsync(cancellationToken));
        if (teams.Count == 0)
        {
            return new Dictionary<string, IReadOnlyList<string>>();
        }

        var setup = await _setup.GetAsync(cancellationToken);
        return teams.ToDictionary(t => t.Id, t => TeamMail.AddressIds(t.Id, setup), StringComparer.Ordinal);
    }

    /// <summary>Null when there is no such team or the member may not name it.</summary>
    public async Task<IReadOnlyList<string>?> FindAsync(
        MemberRights rights, string teamId, CancellationToken cancellationToken) =>
        (await GetAsync(rights, cancellationToken)).GetValueOrDefault(teamId);
}
