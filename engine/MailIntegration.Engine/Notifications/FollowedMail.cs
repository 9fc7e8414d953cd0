using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>To whom arriving mail is his own because he follows a process team of its address, or a dossier that it is filed in (CV5).
/// Whether he may see the mail at all is asked apart.</summary>
internal sealed class FollowedMail
{
    private const int MaxFilings = 10_000;

    private readonly IMailStore _store;
    private readonly FollowTargets _targets;
    private readonly IMailAuthorization _authorization;

    public FollowedMail(IMailStore store, FollowTargets targets, IMailAuthorization authorization)
    {
        _store = store;
        _targets = targets;
        _authorization = authorization;
    }

    /// <summary>Members by e-mail.</summary>
    public async Task<ILookup<string, string>> MembersAsync(
        IReadOnlyList<EmailView> emails, MailSetup setup, CancellationToken cancellationToken)
    {
        var places = new List<(string EmailId, FollowTarget Target)>();
        if (emails.Count > 0)
        {
            places.AddRange(emails.SelectMany(e => TeamsOf(e, setup).Select(t => (e.Email.Id, new FollowTarget(FollowKind.Team, t)))));
            var filings = await RecordScan.AllAsync(
                _store, DossierRecords.OfEmails(emails.Select(e => e.Email.Id).ToList()), MaxFilings, cancellationToken);
            places.AddRange(filings.Select(f => (f.State!, new FollowTarget(FollowKind.Dossier, f.Owner!))));
        }

        var followers = await FollowersAsync(places.Select(p => p.Target).Distinct().ToList(), cancellationToken);
        return places.SelectMany(p => followers[p.Target], (p, member) => (p.EmailId, member))
            .ToLookup(p => p.EmailId, p => p.member, StringComparer.Ordinal);
    }

    private async Task<ILookup<FollowTarget, string>> FollowersAsync(IReadOnlyList<FollowTarget> targets, CancellationToken cancellationToken)
    {
        var found = new List<(FollowTarget Target, string MemberId)>();
        foreach (var record in targets.Count == 0 ? [] : await _store.GetRecordsAsync(FollowRecords.Of(targets), cancellationToken))
        {
            var target = FollowRecords.ToTarget(record);
            if (await _authorization.GetRightsAsync(record.Owner!, cancellationToken) is { } rights
                && await _targets.FindAsync(rights, target, cancellationToken) is not null)
            {
                found.Add((target, record.Owner!));
            }
        }

        return found.ToLookup(f => f.Target, f => f.MemberId);
    }

    private static IEnumerable<string> TeamsOf(EmailView email, MailSetup setup) => email.Links
        .SelectMany(l => setup.FindAddress(l.AddressId)?.Links ?? [])
        .Where(l => l.Kind == LinkKind.ProcessTeam)
        .Select(l => l.TargetId)
        .Distinct(StringComparer.Ordinal);
}
