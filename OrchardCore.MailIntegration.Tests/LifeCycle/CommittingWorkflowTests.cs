using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>A workflow of the site that commits whenever one of our items is created, updated or published: in the middle of our work.</summary>
public sealed class CommittingWorkflowTests : IAsyncLifetime
{
    private readonly TenantHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await AddWorkflowsAsync(_host);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Setup_SavedWhileAWorkflowCommits_IsThereOnceAndWhole()
    {
        await _host.UsingAsync(services => StoredMail.AddAsync(services));
        Assert.True(await RunsAsync() > 0, "No workflow has run.");

        await _host.UsingAsync(async services =>
        {
            var store = services.GetRequiredService<IMailSetupStore>();
            var setup = await store.GetAsync(default);
            var channel = Assert.Single(setup.Channels);
            Assert.Equal((1L, "zwartekraai-protected-secret"), (channel.Version, channel.Microsoft365!.ProtectedSecret));
            Assert.Single(setup.Addresses);
            Assert.True(await store.SaveAsync(channel with { SenderName = "second" }, default));
        });

        await _host.UsingAsync(async services =>
        {
            var store = services.GetRequiredService<IMailSetupStore>();
            var channel = Assert.Single((await store.GetAsync(default)).Channels);
            Assert.Equal((2L, "second"), (channel.Version, channel.SenderName));
            Assert.Equal("zwartekraai-protected-secret", channel.Microsoft365!.ProtectedSecret);
            Assert.False(await store.SaveAsync(channel with { Version = 1, SenderName = "late" }, default));
            Assert.True(await store.SaveAsync(channel with { SenderName = "third" }, default));
            var last = (await store.GetAsync(default)).Channels[0];
            Assert.Equal((3L, "third"), (last.Version, last.SenderName));
            Assert.Equal(1, await services.GetRequiredService<ISession>().Query<MailSetupState>().CountAsync());
            Assert.Equal(1, await CountAsync(services, MailConstants.ContentTypes.Channel));
            Assert.Equal(1, await CountAsync(services, MailConstants.ContentTypes.Address));
            var mails = await services.GetRequiredService<IMailStore>().GetEmailsAsync(
                new MailReader("nobody", SeesAll: true), [StoredMail.EmailId], default);
            Assert.Single(mails);
        });
    }

    /// <summary>An editor updates and publishes in one request, with a commit after each.</summary>
    [Fact]
    public async Task Editor_WhileAWorkflowCommits_ChangesWhatIsShown()
    {
        await _host.UsingAsync(services => StoredMail.AddAsync(services));
        for (var round = 1; round <= 3; round++)
        {
            var name = $"Edited {round}";
            await _host.UsingAsync("admin", async services =>
            {
                var contents = services.GetRequiredService<IContentManager>();
                var id = await services.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(StoredMail.ChannelId, default);
                var item = (await contents.GetAsync(id!, VersionOptions.DraftRequired))!;
                item.DisplayText = name;
                await contents.UpdateAsync(item);
                Assert.True(await contents.PublishAsync(item));
            });
            await _host.UsingAsync(async services =>
            {
                var channel = Assert.Single((await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Channels);
                Assert.Equal((1L + round, name), (channel.Version, channel.Name));
                Assert.Equal("zwartekraai-protected-secret", channel.Microsoft365!.ProtectedSecret);
                Assert.Equal(1, await services.GetRequiredService<ISession>().Query<MailSetupState>().CountAsync());
            });
        }
    }

    /// <summary>A team is read as it is now, whatever commits between its events.</summary>
    [Fact]
    public async Task Team_ChangedWhileAWorkflowCommits_IsFollowed()
    {
        var (member, manager) = (await _host.UserIdAsync("member"), await _host.UserIdAsync("manager"));
        var id = await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
            team.DisplayText = "Service";
            team.Alter<ProcessTeamPart>(part => part.MemberIds = [member]);
            await contents.CreateAsync(team, VersionOptions.Published);
            return team.ContentItemId;
        });
        foreach (var members in new string[][] { [manager], [member, manager] })
        {
            await _host.UsingAsync(async services =>
            {
                var contents = services.GetRequiredService<IContentManager>();
                var team = (await contents.GetAsync(id, VersionOptions.DraftRequired))!;
                team.Alter<ProcessTeamPart>(part => part.MemberIds = members);
                await contents.UpdateAsync(team);
                await contents.PublishAsync(team);
            });
            await _host.UsingAsync(async services => Assert.Equal(
                members, Assert.Single(await services.GetRequiredService<IPeople>().GetTeamsAsync(default)).MemberIds));
        }
    }

    /// <summary>What comes after the commit fails: what the workflow committed is whole, and mail is never part of it.</summary>
    [Fact]
    public async Task Request_ThatFailsAfterAWorkflowCommitted_LeavesNothingHalf()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var contact = await contents.NewAsync(MailConstants.ContentTypes.Contact);
            contact.DisplayText = "Half a contact";
            contact.Alter<MailContactPart>(part => part.Addresses = ["half@outside.example"]);
            await contents.CreateAsync(contact, VersionOptions.Published);
            await StoredMail.AddAsync(services);
            throw new InvalidOperationException("The request fails.");
        }));

        await _host.UsingAsync(async services =>
        {
            var session = services.GetRequiredService<ISession>();
            var items = await session.Query<ContentItem, ContentItemIndex>(
                i => i.ContentType == MailConstants.ContentTypes.Contact && i.Published).ListAsync();
            var index = await session.QueryIndex<OrchardCore.MailIntegration.Indexes.MailContactIndex>(
                i => i.Address == "half@outside.example").ListAsync();

            // Committed with everything that belongs to it, or not at all.
            Assert.Equal(items.Count(), index.Count());
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Single(setup.Channels);
            Assert.Single(await services.GetRequiredService<IMailStore>().GetEmailsAsync(
                new MailReader("nobody", SeesAll: true), [StoredMail.EmailId], default));
        });
    }

    internal static async Task AddWorkflowsAsync(TenantHost host)
    {
        await host.EnableAsync("OrchardCore.Workflows", "OrchardCore.Workflows.Session");
        await host.UsingAsync(AddWorkflowsAsync);
    }

    private static async Task AddWorkflowsAsync(IServiceProvider services)
    {
        var workflows = services.GetRequiredService<IWorkflowTypeStore>();
        foreach (var (number, name) in new[] { "ContentCreatedEvent", "ContentUpdatedEvent", "ContentPublishedEvent" }.Index())
        {
            var type = new WorkflowType { WorkflowTypeId = $"4committing{number}", Name = name, IsEnabled = true };
            type.Activities.Add(new ActivityRecord { ActivityId = "start", Name = name, IsStart = true });
            type.Activities.Add(new ActivityRecord { ActivityId = "commit", Name = "CommitTransactionTask" });
            type.Transitions.Add(new Transition
            {
                SourceActivityId = "start",
                SourceOutcomeName = "Done",
                DestinationActivityId = "commit",
            });
            await workflows.SaveAsync(type);
        }
    }

    private Task<int> RunsAsync() => _host.UsingAsync(services => services.GetRequiredService<ISession>().Query<Workflow>().CountAsync());

    private static Task<int> CountAsync(IServiceProvider services, string type) => services.GetRequiredService<ISession>()
        .Query<ContentItem, ContentItemIndex>(i => i.ContentType == type && i.Latest).CountAsync();
}
