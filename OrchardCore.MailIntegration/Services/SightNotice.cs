using MailIntegration.Engine.Channels;
using Microsoft.AspNetCore.Mvc.Localization;
using OrchardCore.DisplayManagement.Notify;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using OrchardCore.Users.Models;

namespace OrchardCore.MailIntegration.Services;

/// <summary>Tells whoever saves other links, teams or roles who gains and loses sight of how much stored mail (AD2 to AD4).</summary>
public sealed class SightNotice
{
    private const int Shown = 5;

    private readonly SightPreviewer _previewer;
    private readonly OrchardPeople _people;
    private readonly INotifier _notifier;
    private readonly IHtmlLocalizer H;

    public SightNotice(
        SightPreviewer previewer, OrchardPeople people, INotifier notifier, IHtmlLocalizer<SightNotice> localizer)
    {
        _previewer = previewer;
        _people = people;
        _notifier = notifier;
        H = localizer;
    }

    /// <summary>An address is about to be saved with these links.</summary>
    public async Task LinksAsync(string addressId, IReadOnlyList<MailAddressLink> links)
    {
        var changes = await _previewer.PreviewLinksAsync(
            addressId, links.Select(l => new AddressLink(l.Kind, l.TargetId)).ToList(), CancellationToken.None);
        await TellAsync(changes ?? []);
    }

    /// <summary>A team is about to be saved with these members.</summary>
    public async Task TeamAsync(string teamId, IReadOnlyList<string> memberIds) =>
        await TellAsync(await _previewer.PreviewTeamAsync(teamId, memberIds, CancellationToken.None));

    /// <summary>A user is about to be saved, perhaps with other roles.</summary>
    public async Task UserAsync(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var before = (await _people.GetMembersAsync(CancellationToken.None)).FirstOrDefault(m => m.Id == user.UserId);
        var after = await _people.PreviewAsync(user, CancellationToken.None);
        if (before is null ? after is null
            : after is not null
                && before.IsEnabled == after.IsEnabled
                && before.IsManager == after.IsManager
                && before.Roles.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(after.Roles))
        {
            return;
        }

        await TellAsync(await _previewer.PreviewMemberAsync(user.UserId, after, CancellationToken.None));
    }

    private async Task TellAsync(IReadOnlyList<SightChange> changes)
    {
        foreach (var change in changes.Take(Shown))
        {
            await _notifier.InformationAsync(change switch
            {
                { Loses: 0 } => H["{0} now sees {1} more e-mails that were stored before.", change.Name, change.Gains],
                { Gains: 0 } => H["{0} no longer sees {1} e-mails that were stored before.", change.Name, change.Loses],
                _ => H["{0} now sees {1} more e-mails and no longer {2} others.", change.Name, change.Gains, change.Loses],
            });
        }

        if (changes.Count > Shown)
        {
            await _notifier.InformationAsync(H["What {0} other members see changes too.", changes.Count - Shown]);
        }
    }
}
