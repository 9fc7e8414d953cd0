using MailIntegration.Engine.People;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using YesSql;

namespace OrchardCore.MailIntegration.Handlers;

/// <summary>
/// Whatever way a process team is saved by (editor, API, recipe, import), whoever does not accept invitations automatically is invited
/// first, and reads none of its mail before he accepts (NT4, PR2).
/// </summary>
public sealed class ProcessTeamHandler : ContentHandlerBase
{
    private readonly IServiceProvider _services;

    public ProcessTeamHandler(IServiceProvider services)
    {
        _services = services;
    }

    public override Task PublishingAsync(PublishContentContext context) => AdmitAsync(context.ContentItem);

    /// <summary>Some write to a published item without publishing it again.</summary>
    public override Task UpdatingAsync(UpdateContentContext context) =>
        context.ContentItem.Published ? AdmitAsync(context.ContentItem) : Task.CompletedTask;

    private async Task AdmitAsync(ContentItem item)
    {
        if (OrchardTeamRoster.IsAnswer || !item.TryGet<ProcessTeamPart>(out var part))
        {
            return;
        }

        // Resolved late: what it is made of asks the content manager, which is made of handlers such as this one.
        var before = (await _services.GetRequiredService<IPeople>().GetTeamsAsync(CancellationToken.None))
            .FirstOrDefault(t => t.Id == item.ContentItemId);
        var split = await _services.GetRequiredService<TeamAdmission>().SplitAsync(
            before?.MemberIds ?? [], part.MemberIds, part.InvitedIds, _services.GetRequiredService<CurrentUser>().Id, CancellationToken.None);
        if (!split.MemberIds.SequenceEqual(part.MemberIds, StringComparer.Ordinal) || !split.InvitedIds.SequenceEqual(part.InvitedIds, StringComparer.Ordinal))
        {
            item.Alter<ProcessTeamPart>(p =>
            {
                p.MemberIds = [.. split.MemberIds];
                p.InvitedIds = [.. split.InvitedIds];
            });
            await _services.GetRequiredService<ISession>().SaveAsync(item);
        }
    }
}
