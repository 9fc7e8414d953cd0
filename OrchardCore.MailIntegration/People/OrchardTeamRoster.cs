using MailIntegration.Engine.People;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.Data.Documents;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Storage;
using YesSql;

namespace OrchardCore.MailIntegration.People;

/// <summary>Answers to invitations to process teams, which are content items: the published one and a draft beside it.</summary>
internal sealed class OrchardTeamRoster : ITeamRoster
{
    private const string Key = "OrchardCore.MailIntegration.TeamAnswer";
    private const int MaxConflicts = 5;

    private readonly TenantScopes _scopes;
    private readonly MailDatabase _database;

    public OrchardTeamRoster(TenantScopes scopes, MailDatabase database)
    {
        _scopes = scopes;
        _database = database;
    }

    /// <summary>Whether the current scope writes an answer: whom it lets in has accepted.</summary>
    internal static bool IsAnswer => ShellScope.Current is not null && ShellScope.Get<bool>(Key);

    public async Task<bool> AnswerAsync(string teamId, string memberId, bool accepts, CancellationToken cancellationToken)
    {
        await AmbientSession.CommitAsync(_database.Sql.Kind, cancellationToken);
        for (var conflicts = 1; ; conflicts++)
        {
            try
            {
                return await _scopes.UsingAsync(services => AnswerAsync(services, teamId, memberId, accepts));
            }
            catch (Exception exception) when (conflicts < MaxConflicts && exception is ConcurrencyException or DocumentStoreCommitException)
            {
                // Somebody saved the team at the same time: what he wrote stays, and is read again.
            }
        }
    }

    private static async Task<bool> AnswerAsync(IServiceProvider services, string teamId, string memberId, bool accepts)
    {
        ShellScope.Set(Key, true);
        var contents = services.GetRequiredService<IContentManager>();
        if (await contents.GetAsync(teamId, VersionOptions.Published) is not { } published || !Answer(published, memberId, accepts))
        {
            return false;
        }

        await contents.UpdateAsync(published);
        if (await contents.GetAsync(teamId, VersionOptions.Draft) is { } draft && Answer(draft, memberId, accepts))
        {
            await services.GetRequiredService<ISession>().SaveAsync(draft);
        }

        return true;
    }

    private static bool Answer(ContentItem item, string memberId, bool accepts)
    {
        if (!item.TryGet<ProcessTeamPart>(out var part) || !part.InvitedIds.Contains(memberId, StringComparer.Ordinal))
        {
            return false;
        }

        item.Alter<ProcessTeamPart>(p =>
        {
            p.InvitedIds = p.InvitedIds.Where(m => m != memberId).ToArray();
            p.MemberIds = accepts ? [.. p.MemberIds.Where(m => m != memberId), memberId] : p.MemberIds;
        });
        return true;
    }
}
