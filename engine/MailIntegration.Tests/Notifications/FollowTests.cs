using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>CV5: members follow tickets, tasks, dossiers and process teams; it shows them nothing that they may not see anyway (PR2).</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task Ticket_Followed_MakesTheConversationFollowedAndTellsOfItsChanges()
    {
        await using var world = await NoticeWorld.StartAsync();
        var ticket = await TicketAsync(world);
        var target = new FollowTarget(FollowKind.Ticket, $"{ticket.Number}");
        await FollowAsync(world, "anna", target);
        Assert.Equal(["anna"], await Service(world).GetAsync(world.Conversation, default));
        Assert.False(await Service(world).IsFollowingAsync("anna", new FollowTarget(FollowKind.Conversation, world.Conversation), default));

        await ChangeAsync(world, "manager", ticket.Number, new TicketChange(TicketState.Waiting, TicketPriority.High));
        await ChangeAsync(world, "anna", ticket.Number, new TicketChange(Category: "Wheels"));
        await RunNewsAsync(world);
        var line = Assert.Single((await world.NoticesAsync("anna")).Lines);
        Assert.Equal((NoticeKind.TicketChanged, world.Conversation, 1), (line.Kind, line.ConversationId, line.Count));
        Assert.Equal(["followed-ticket-waiting", "followed-ticket-high"], line.Details!.Select(d => d.Code));

        // Of his own change he hears nothing; of the internal stream as of any conversation that he follows.
        await ChangeAsync(world, "anna", ticket.Number, new TicketChange(TicketState.Closed));
        await RunNewsAsync(world);
        Assert.Equal(1, Assert.Single((await world.NoticesAsync("anna")).Lines).Count);
        await world.PostAsync("manager", "Shall we?");
        await world.RunAsync(TimeSpan.Zero);
        Assert.Contains((await world.NoticesAsync("anna")).Lines, l => l.Kind == NoticeKind.Internal);

        await UnfollowAsync(world, "anna", target);
        Assert.Empty(await Service(world).GetAsync(world.Conversation, default));
    }

    [Fact]
    public async Task Ticket_ChangedWithItsConversation_IsToldToo()
    {
        await using var world = await NoticeWorld.StartAsync();
        var ticket = await TicketAsync(world);
        await FollowAsync(world, "anna", new FollowTarget(FollowKind.Ticket, $"{ticket.Number}"));
        var planned = await world.Services.GetRequiredService<TicketPlanner>().FollowAsync(
            [new ConversationChange(world.Conversation, ConversationState.Done)], "manager", default);
        await world.Store.ApplySurelyAsync(new MailChanges { Records = planned.Records, Work = planned.Work }, default);

        await RunNewsAsync(world);
        Assert.Equal(["followed-ticket-closed"], Assert.Single((await world.NoticesAsync("anna")).Lines).Details!.Select(d => d.Code));

        // An answer of the customer opens it again.
        await world.ReceiveAsync("again", "One more thing");
        await world.RunAsync(TimeSpan.Zero);
        await RunNewsAsync(world);
        Assert.Contains((await world.NoticesAsync("anna")).Lines, l => l.Details is [{ Code: "followed-ticket-open" }]);
    }

    [Fact]
    public async Task Task_DoneReopenedGivenAway_IsToldToItsFollowersOnly()
    {
        await using var world = await NoticeWorld.StartAsync();
        var tasks = world.Services.GetRequiredService<TaskService>();
        var manager = await world.Fixture.RightsAsync("manager");
        var task = (await tasks.CreateAsync(manager, new TaskInput("Call back", ConversationId: world.Conversation), default)).Value!;
        var alone = (await tasks.CreateAsync(manager, new TaskInput("Secret"), default)).Value!;
        var target = new FollowTarget(FollowKind.Task, task.Id);
        await FollowAsync(world, "anna", target);
        Assert.Equal(SetupOutcome.NotFound, (await Service(world).SetAsync(
            await world.Fixture.RightsAsync("anna"), new FollowTarget(FollowKind.Task, alone.Id), true, default)).Outcome);

        Assert.True((await tasks.ChangeAsync(manager.Reader, [task.Id, alone.Id], new TaskChange(TaskState.Done), default)).IsEmpty);
        await RunNewsAsync(world);
        world.Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await tasks.ChangeAsync(manager.Reader, [task.Id], new TaskChange(TaskState.Open, "joost"), default)).IsEmpty);
        await RunNewsAsync(world);

        var line = Assert.Single((await world.NoticesAsync("anna")).Lines);
        Assert.Equal((NoticeKind.TaskChanged, "Call back", 2), (line.Kind, line.Subject, line.Count));
        Assert.Equal(["followed-task-open", "followed-assigned"], line.Details!.Select(d => d.Code));
        Assert.Equal("joost", line.Details![1].Args["name"]);
        Assert.Equal(target, line.Target);
        Assert.Equal(1, await world.UnreadAsync("anna"));
        Assert.Empty((await world.NoticesAsync("manager")).Lines);

        // With the task goes the following.
        Assert.True(await tasks.DeleteAsync(manager, task.Id, default));
        Assert.Empty(await Service(world).ListAsync(await world.Fixture.RightsAsync("anna"), default));
        Assert.Empty((await world.NoticesAsync("anna")).Lines);
        Assert.Equal(0, await world.UnreadAsync("anna"));
    }

    [Fact]
    public void Of_AnsweredTask_SaysSoOnceAndByWhom()
    {
        var now = DateTimeOffset.UnixEpoch;
        var ask = new TaskAsk("ask", TaskAskKind.Approve, "Agreed?", "eva@customer.example", "anna", now, now);
        var before = new MailTask { Id = "task", Title = "Offer", CreatedBy = "anna", CreatedAt = now, Ask = ask };
        var after = before with { State = TaskState.Done, Ask = ask with { Answer = new TaskAnswer(now, true, "", false) } };

        var payload = Assert.Single(FollowNews.Of(before, after, null, now)).Payload;
        Assert.Contains("followed-task-answered", payload, StringComparison.Ordinal);
        Assert.DoesNotContain("followed-task-done", payload, StringComparison.Ordinal);
        Assert.Contains("eva@customer.example", payload, StringComparison.Ordinal);
        Assert.Empty(FollowNews.Of(after, after with { Title = "Other" }, "anna", now));
    }

    [Fact]
    public async Task Dossier_MailFiledByAColleague_IsToldAsItsFollowerMaySeeIt()
    {
        await using var world = await NoticeWorld.StartAsync();
        var key = await DossierAsync(world, "Wheels");
        foreach (var member in (string[])["anna", "manager"])
        {
            await FollowAsync(world, member, new FollowTarget(FollowKind.Dossier, key));
        }

        var mail = await world.ReceiveAsync("filed", "More spokes");
        await world.SetAsync("anna", NoticeSettings.TeamMember);
        await world.RunAsync(TimeSpan.Zero);
        await world.Services.GetRequiredService<NoticeList>().MarkReadAsync("anna", null, default);
        var manager = await world.Fixture.RightsAsync("manager");
        Assert.True(await world.Services.GetRequiredService<DossierService>().FileAsync(
            manager, key, await world.Store.GetEmailsAsync(manager.Reader, [mail], default), default));
        await RunNewsAsync(world);

        var line = Assert.Single((await world.NoticesAsync("anna")).Lines, l => l.Kind == NoticeKind.Filed);
        Assert.Equal((world.Conversation, new FollowTarget(FollowKind.Dossier, key)), (line.ConversationId, line.Target));
        Assert.DoesNotContain((await world.NoticesAsync("manager")).Lines, l => l.Kind == NoticeKind.Filed);
    }

    /// <summary>The manager is neither assigned nor linked: without following, <em>only my conversations</em> tells him nothing.</summary>
    [Theory]
    [InlineData(FollowKind.Team, true, 1)]
    [InlineData(FollowKind.Team, false, 0)]
    [InlineData(FollowKind.Dossier, true, 1)]
    [InlineData(FollowKind.Dossier, false, 0)]
    public async Task ArrivingMail_OfAFollowedTeamOrDossier_IsMine(FollowKind kind, bool isFollowing, int expected)
    {
        await using var world = await NoticeWorld.StartAsync();
        await LinkAsync(world, new AddressLink(LinkKind.Member, "anna"), new AddressLink(LinkKind.ProcessTeam, "workshop"));
        var key = await DossierAsync(world, "Wheels");
        if (isFollowing)
        {
            await FollowAsync(world, "manager", new FollowTarget(kind, kind == FollowKind.Team ? "workshop" : key));
        }

        var mail = await world.ReceiveAsync("one", "More spokes");
        if (kind == FollowKind.Dossier)
        {
            var view = (await world.Store.GetEmailsAsync((await world.Fixture.RightsAsync("manager")).Reader, [mail], default))[0];
            await world.Store.ApplySurelyAsync(
                new MailChanges { Records = [DossierRecords.Filing(key, mail, view.Email.ConversationId, view.Email.At, null, world.Fixture.Time.GetUtcNow())] },
                default);
        }

        await world.RunAsync(TimeSpan.Zero);
        Assert.Equal(expected, (await world.NoticesAsync("manager")).Lines.Count(l => l.Kind == NoticeKind.FromCustomer));
    }

    [Theory]
    [InlineData("conversation")]
    [InlineData("ticket")]
    [InlineData("dossier")]
    public async Task Following_WhatIsNotHis_DoesNotExist(string kind)
    {
        await using var world = await NoticeWorld.StartAsync();
        var ticket = await TicketAsync(world);
        var key = await DossierAsync(world, "Not for Joost");
        var id = kind switch { "conversation" => world.Conversation, "ticket" => $"{ticket.Number}", _ => key };
        var joost = await world.Fixture.RightsAsync("joost");

        foreach (var target in (FollowTarget[])[FollowTarget.Parse(kind, id)!, FollowTarget.Parse(kind, "99999")!])
        {
            Assert.Equal(SetupOutcome.NotFound, (await Service(world).SetAsync(joost, target, true, default)).Outcome);
            Assert.Equal(SetupOutcome.NotFound, (await Service(world).SetAsync(joost, target, false, default)).Outcome);
        }

        Assert.Empty(await Service(world).ListAsync(joost, default));
    }

    /// <summary>Whatever members follow while they may see it: once they may not, no list, line or count tells of it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Following_AnythingAtRandom_NeverShowsWhatPR2Forbids(int seed)
    {
        var random = new Random(seed);
        await using var world = await NoticeWorld.StartAsync();
        var ticket = await TicketAsync(world);
        var key = await DossierAsync(world, "Secret wheels");
        var manager = await world.Fixture.RightsAsync("manager");
        var tasks = world.Services.GetRequiredService<TaskService>();
        var task = (await tasks.CreateAsync(manager, new TaskInput("Secret task", ConversationId: world.Conversation), default)).Value!;
        FollowTarget[] targets =
        [
            new(FollowKind.Conversation, world.Conversation), new(FollowKind.Ticket, $"{ticket.Number}"), new(FollowKind.Task, task.Id),
            new(FollowKind.Dossier, key),
        ];
        foreach (var target in targets.Where(_ => random.Next(3) > 0))
        {
            await FollowAsync(world, "anna", target);
        }

        await world.SetAsync("anna", NoticeSettings.SupportManager with { NewFollowers = true });
        var lost = random.Next(2) == 0;
        for (var step = 0; step < 8; step++)
        {
            if (step == 4 && lost)
            {
                await LinkAsync(world, new AddressLink(LinkKind.Member, "joost"));
            }

            await StepAsync(world, random.Next(5), manager, ticket, task, key, step);
            world.Fixture.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await world.RunAsync(TimeSpan.FromMinutes(2));
        await RunNewsAsync(world);
        var lines = (await world.NoticesAsync("anna")).Lines;
        Assert.Equal(lines.Count(l => !l.IsRead), await world.UnreadAsync("anna"));
        var followed = await Service(world).ListAsync(await world.Fixture.RightsAsync("anna"), default);
        if (lost)
        {
            Assert.Empty(lines);
            Assert.All(followed, f => Assert.Null(f.Thing));
            Assert.DoesNotContain(await world.MailsAsync("new-follower"), m => m.ToldId == "anna" && m.CreatedAt > world.Fixture.Time.GetUtcNow().AddMinutes(-2));
        }
        else
        {
            Assert.All(followed, f => Assert.NotNull(f.Thing));
        }

        // Joost never followed anything and never was told.
        Assert.DoesNotContain((await world.NoticesAsync("joost")).Lines, l => l.Kind is NoticeKind.TicketChanged or NoticeKind.TaskChanged or NoticeKind.Filed);
        foreach (var f in followed)
        {
            await UnfollowAsync(world, "anna", f.Target);
        }

        Assert.Empty(await Service(world).ListAsync(await world.Fixture.RightsAsync("anna"), default));
    }

    private static async Task StepAsync(
        NoticeWorld world, int what, Engine.Security.MemberRights manager, Ticket ticket, MailTask task, string key, int step)
    {
        switch (what)
        {
            case 0:
                await ChangeAsync(world, "manager", ticket.Number, new TicketChange(Priority: (TicketPriority)(step % 4)));
                break;
            case 1:
                await world.Services.GetRequiredService<TaskService>().ChangeAsync(
                    manager.Reader, [task.Id], new TaskChange(step % 2 == 0 ? TaskState.Done : TaskState.Open), default);
                break;
            case 2:
                var mail = await world.ReceiveAsync($"step{step}", "More spokes");
                await world.Services.GetRequiredService<DossierService>().FileAsync(
                    manager, key, await world.Store.GetEmailsAsync(manager.Reader, [mail], default), default);
                break;
            case 3:
                await world.PostAsync("manager", "A word");
                break;
            default:
                await world.FollowAsync("manager");
                break;
        }

        await RunNewsAsync(world);
    }

    private static Followers Service(NoticeWorld world) => world.Services.GetRequiredService<Followers>();

    private static async Task FollowAsync(NoticeWorld world, string member, FollowTarget target) =>
        Assert.Equal(SetupOutcome.Saved, (await Service(world).SetAsync(await world.Fixture.RightsAsync(member), target, true, default)).Outcome);

    private static async Task UnfollowAsync(NoticeWorld world, string member, FollowTarget target) =>
        Assert.Equal(SetupOutcome.Saved, (await Service(world).SetAsync(await world.Fixture.RightsAsync(member), target, false, default)).Outcome);

    private static async Task LinkAsync(NoticeWorld world, params AddressLink[] links)
    {
        var setup = world.Services.GetRequiredService<IMailSetupStore>();
        var address = (await setup.GetAsync(default)).Addresses.Single(a => a.Id == "info");
        Assert.True(await setup.SaveAsync(address with { Links = links }, default));
        await ActivatorUtilities.CreateInstance<AddressRelinker>(world.Services).RelinkAllAsync(default);
    }

    private static async Task<Ticket> TicketAsync(NoticeWorld world) => (await world.Services.GetRequiredService<TicketService>().OpenAsync(
        (await world.Fixture.RightsAsync("manager")).Reader, world.Conversation, default)).Value!;

    private static async Task ChangeAsync(NoticeWorld world, string member, long number, TicketChange change)
    {
        Assert.True((await world.Services.GetRequiredService<TicketService>().ChangeAsync(
            (await world.Fixture.RightsAsync(member)).Reader, [number], change, default)).IsEmpty);
    }

    /// <summary>A dossier of the manager with the mail of the conversation in it.</summary>
    private static async Task<string> DossierAsync(NoticeWorld world, string name)
    {
        var manager = await world.Fixture.RightsAsync("manager");
        var dossier = (await world.Services.GetRequiredService<FreeDossiers>().CreateAsync(manager, name, default)).Value!;
        var view = (await world.Store.GetConversationAsync(manager.Reader, world.Conversation, default))!;
        Assert.True(await world.Services.GetRequiredService<DossierService>().FileAsync(manager, dossier.Key, view.Emails, default));
        return dossier.Key;
    }

    /// <summary>Handles what is due twice, as after a crash.</summary>
    internal static async Task RunNewsAsync(NoticeWorld world)
    {
        var handlers = world.Services.GetServices<IWorkHandler>().ToDictionary(h => h.Kind, StringComparer.Ordinal);
        string[] kinds = [FollowNews.WorkKind, FollowerNews.WorkKind, MembershipNews.WorkKind];
        var due = (await world.Store.GetDueWorkAsync(world.Fixture.Time.GetUtcNow(), 200, default)).Where(w => kinds.Contains(w.Kind)).ToList();
        foreach (var item in due.Concat(due))
        {
            await handlers[item.Kind].HandleAsync(item, default);
        }

        await world.Store.ApplySurelyAsync(new MailChanges { FinishedWork = due.Select(d => d.Id).ToList() }, default);
    }
}
