using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Embedded.People;

/// <summary>Answers to invitations to teams of <c>team.json</c>.</summary>
internal sealed class TeamRoster : ITeamRoster
{
    private readonly EmbeddedPeople _people;
    private readonly AddressRelinker _relinker;

    public TeamRoster(EmbeddedPeople people, AddressRelinker relinker)
    {
        _people = people;
        _relinker = relinker;
    }

    public async Task<bool> AnswerAsync(string teamId, string memberId, bool accepts, CancellationToken cancellationToken)
    {
        if (!_people.Answer(teamId, memberId, accepts))
        {
            return false;
        }

        await _relinker.RelinkAllAsync(memberId, cancellationToken);
        return true;
    }
}
