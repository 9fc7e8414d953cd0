using System.Text;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>CV3: a message that was not seen within a minute goes out as e-mail, once, to members and contacts alike.</summary>
public sealed class UnseenTests
{
    private static readonly TimeSpan TwoMinutes = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Internal_UnseenForAMinute_BecomesOneMailForTheWholeBurst()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        await world.FollowAsync("manager");
        var first = await world.PostAsync("manager", "first of three");
        await world.PostAsync("manager", "second of three");
        await world.RunAsync(TimeSpan.FromSeconds(50));
        Assert.Empty(await world.MailsAsync());
        var third = await world.PostAsync("manager", "third of three");

        await world.RunAsync(TimeSpan.FromSeconds(11));
        Assert.Contains(await world.Store.GetEventsAsync(100, default), e => e.Kind == MailEvents.MessageNotSeen);
        await world.RunAsync(TimeSpan.FromMinutes(5));

        var mail = Assert.Single(await world.MailsAsync());
        Assert.Equal((OutboxStream.Internal, world.Conversation, "anna"), (mail.Stream, mail.AboutConversationId, mail.ToldId));
        Assert.Equal("anna@fietskompas.example", Assert.Single(mail.To).Address);
        Assert.Contains("first of three", mail.Snippet);
        Assert.Equal([first, third], [mail.AboutItemIds[0], mail.AboutItemIds[2]]);
        Assert.NotEqual(world.Conversation, mail.ConversationId);
        var mailed = await world.Services.GetRequiredService<MailedMessages>().GetAsync(world.Conversation, default);
        Assert.Equal(("anna", mail.Id, false), Assert.Single(mailed[third]) is var m ? (m.RecipientId, m.EntryId, m.IsContact) : default);
    }

    [Fact]
    public async Task Internal_SeenInTimeOrOwn_SendsNothing()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        await world.FollowAsync("manager");
        await world.SeeAsync("anna", [await world.PostAsync("manager", "look")], []);

        await world.RunAsync(TwoMinutes);

        Assert.Empty(await world.MailsAsync());
        Assert.DoesNotContain(await world.Store.GetEventsAsync(100, default), e => e.Kind == MailEvents.MessageNotSeen);
        Assert.Empty(await world.TellingsAsync());
    }

    [Fact]
    public async Task Internal_OfWhoMayNotSee_IsToldToNobody()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsContactAsync("joost");
        await world.PostAsync("manager", "for us only", "anna");
        await world.SetAsync("anna", NoticeSettings.TeamMember with { ByEmail = false });

        await world.RunAsync(TwoMinutes);

        Assert.Empty(await world.MailsAsync());
        Assert.Empty((await world.NoticesAsync("joost")).Lines);
        Assert.Equal(NoticeKind.Internal, Assert.Single((await world.NoticesAsync("anna")).Lines).Kind);
    }

    [Fact]
    public async Task Member_WithoutAnAddress_IsToldInTheSiteOnly()
    {
        await using var world = await NoticeWorld.StartAsync();
        var members = world.Fixture.Sync.People.Members;
        members[1] = members[1] with { Email = "" };
        await world.PostAsync("manager", "look", "anna");

        await world.RunAsync(TwoMinutes);

        Assert.Empty(await world.MailsAsync());
        Assert.Equal(1, await world.UnreadAsync("anna"));
        Assert.Empty(await world.TellingsAsync());
    }

    [Fact]
    public async Task Deleted_BeforeItsTime_IsToldToNobody()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        var message = await world.PostAsync("manager", "never mind");
        await world.Services.GetRequiredService<MessageService>().DeleteAsync(
            await world.Fixture.RightsAsync("manager"), world.Conversation, message, default);

        await world.RunAsync(TwoMinutes);

        Assert.Empty(await world.MailsAsync());
        Assert.Empty(await world.TellingsAsync());
    }

    /// <summary>The address is linked to Anna: its mail is hers. The manager sees everything and owns nothing.</summary>
    [Theory]
    [InlineData("anna", CustomerNotices.All, 1)]
    [InlineData("anna", CustomerNotices.Mine, 1)]
    [InlineData("anna", CustomerNotices.None, 0)]
    [InlineData("manager", CustomerNotices.All, 1)]
    [InlineData("manager", CustomerNotices.Mine, 0)]
    [InlineData("manager", CustomerNotices.None, 0)]
    [InlineData("joost", CustomerNotices.All, 0)]
    public async Task FromCustomer_Unseen_GoesToWhoWantsItAndMaySeeIt(string member, CustomerNotices wanted, int expected)
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.SetAsync("anna", NoticeSettings.Silent);
        await world.SetAsync(member, NoticeSettings.Silent with { FromCustomers = wanted });
        await world.ReceiveAsync("second", "Are you there?");

        await world.RunAsync(TwoMinutes);

        Assert.Equal(expected, (await world.MailsAsync()).Count(m => m.ToldId == member));
        Assert.Equal(expected, (await world.NoticesAsync(member)).Lines.Count);
    }

    [Theory]
    [InlineData(ReplyNotices.All, 1)]
    [InlineData(ReplyNotices.Followed, 0)]
    [InlineData(ReplyNotices.None, 0)]
    public async Task Reply_OfAColleague_GoesToWhoWantsIt(ReplyNotices wanted, int expected)
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.SetAsync("manager", NoticeSettings.Silent with { FromMembers = wanted });
        var draft = await world.Fixture.WriteAsync();
        await world.Fixture.SendAsync(draft);
        await world.Fixture.WorkAsync();
        await world.Fixture.WorkAsync();

        await world.RunAsync(TwoMinutes);

        Assert.Equal(expected, (await world.MailsAsync()).Count(m => m.ToldId == "manager"));
        Assert.DoesNotContain(await world.MailsAsync(), m => m.ToldId == "anna");
    }

    [Fact]
    public async Task Escalation_UnseenByAll_GoesToTheRoleOnce()
    {
        await using var world = await NoticeWorld.StartAsync();
        var members = world.Fixture.Sync.People.Members;
        members[0] = members[0] with { Roles = ["lead"] };
        await world.PolicyAsync(new NoticePolicies { External = new NoticePolicy { EscalationRole = "Lead", EscalationMinutes = 10 } });
        await world.SetAsync("anna", NoticeSettings.Silent);
        await world.ReceiveAsync("second", "Are you there?");

        await world.RunAsync(TwoMinutes);
        Assert.Empty(await world.MailsAsync("unseen-message"));
        await world.RunAsync(TimeSpan.FromMinutes(9));
        await world.RunAsync(TimeSpan.FromHours(1));

        Assert.Contains(await world.MailsAsync("unseen-message"), m => m.ToldId == "manager");
        Assert.Contains((await world.NoticesAsync("manager")).Lines, l => l.Kind == NoticeKind.Escalated);
        Assert.All((await world.MailsAsync("unseen-message")).GroupBy(m => m.ToldId), g => Assert.Single(g));
    }

    [Fact]
    public async Task QuietHours_DueWithin_LeaveWhenTheyEndAsOneMail()
    {
        await using var world = await NoticeWorld.StartAsync();
        var now = world.Fixture.Time.GetUtcNow();
        await world.FollowAsync("anna");
        await world.PolicyAsync(new NoticePolicies
        {
            TimeZone = "UTC",
            Internal = new NoticePolicy { QuietFrom = now.AddMinutes(-5).ToString("HH:mm", null), QuietUntil = now.AddMinutes(60).ToString("HH:mm", null) },
        });
        await world.PostAsync("manager", "early");
        await world.RunAsync(TimeSpan.FromMinutes(30));
        await world.PostAsync("manager", "late");
        await world.RunAsync(TwoMinutes);
        Assert.Empty(await world.MailsAsync());

        await world.RunAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(2, Assert.Single(await world.MailsAsync()).AboutItemIds.Count);
    }

    [Fact]
    public async Task Digest_SecondMailOfTheConversation_WaitsAndCollects()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        await world.PolicyAsync(new NoticePolicies { Internal = new NoticePolicy { DigestMinutes = 30 } });
        await world.PostAsync("manager", "one");
        await world.RunAsync(TwoMinutes);
        await world.PostAsync("manager", "two");
        await world.RunAsync(TwoMinutes);
        await world.PostAsync("manager", "three");
        await world.RunAsync(TwoMinutes);
        Assert.Single(await world.MailsAsync());

        await world.RunAsync(TimeSpan.FromMinutes(30));

        Assert.Equal([1, 2], (await world.MailsAsync()).Select(m => m.AboutItemIds.Count).Order());
    }

    [Fact]
    public async Task Digest_OtherConversationOfTheSamePerson_WaitsToo_OtherPersonsDoNot()
    {
        await using var world = await NoticeWorld.StartAsync();
        var other = (await world.Fixture.ReceiveAsync(
            "other@customer.example", TestMail.Text("other@customer.example", "Bells", "Do you have bells?"))).Email.ConversationId;
        await world.RunAsync(TwoMinutes);
        await world.FollowAsync("anna");
        await world.FollowAsync("anna", other);
        var before = (await world.MailsAsync()).Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        await world.PolicyAsync(new NoticePolicies { Internal = new NoticePolicy { DigestMinutes = 30 } });
        await world.PostAsync("manager", "one");
        await world.RunAsync(TwoMinutes);
        Assert.Single(await InternalAsync("anna"));

        // Of the other conversation, and for the manager of this one.
        var rights = await world.Fixture.RightsAsync("manager");
        Assert.NotNull((await world.Services.GetRequiredService<MessageService>().PostAsync(rights, other, new MessageInput("<p>two</p>", []), default)).Value);
        await world.PostAsync("anna", "three", "manager");
        await world.RunAsync(TwoMinutes);
        Assert.Single(await InternalAsync("anna"));
        Assert.Single(await InternalAsync("manager"));

        await world.RunAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(2, (await InternalAsync("anna")).Count);
        Assert.Single(await InternalAsync("manager"));

        async Task<List<OutboxEntry>> InternalAsync(string member) =>
            (await world.MailsAsync()).Where(m => m.ToldId == member && !before.Contains(m.Id)).ToList();
    }

    [Fact]
    public async Task Contact_NamedInWhatAnotherWroteOnHisPage_IsMailedOnce()
    {
        await using var world = await NoticeWorld.StartAsync();
        var contact = await ContactAsync(world, "partner@customer.example");
        await world.FollowAsync("anna");

        // By mail it reached him already, of the second he is no addressee, and the note is ours.
        await ReceiveWithCcAsync(world, "both", "for both", "partner@customer.example");
        await world.ReceiveAsync("alone", "for you alone");
        await world.PostAsync("manager", "between us");
        var page = await world.WriteOnPageAsync("on the page", "partner@customer.example");

        await world.RunAsync(TwoMinutes);
        await world.RunAsync(TwoMinutes);

        var mail = Assert.Single(await world.MailsAsync(), m => m.ToldId == contact.Id);
        Assert.Equal((OutboxStream.External, "partner@customer.example"), (mail.Stream, mail.To[0].Address));
        Assert.Equal([page], mail.AboutItemIds);
        Assert.DoesNotContain("between us", mail.Snippet);
    }

    /// <summary>PR2: a mailbox keeps what it sends, and its readers need not be those of the other address.</summary>
    [Fact]
    public async Task Contact_MessagesUnderTwoAddresses_IsMailedByEach()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.Fixture.Sync.ActivateAsync("sales@fietskompas.example", "sales");
        var contact = await ContactAsync(world, "partner@customer.example");
        var first = await world.WriteOnPageAsync("for info", "partner@customer.example");
        var second = await world.WriteOnPageAsync("for sales", "partner@customer.example", "sales");

        await world.RunAsync(TwoMinutes);
        await world.RunAsync(TwoMinutes);

        var mails = (await world.MailsAsync()).Where(m => m.ToldId == contact.Id).OrderBy(m => m.From.Address).ToList();
        Assert.Equal(["info", "sales"], mails.Select(m => m.SenderId));
        Assert.Equal([first, second], mails.Select(m => Assert.Single(m.AboutItemIds)));
    }

    [Fact]
    public async Task Member_MessagesUnderTwoAddresses_IsMailedByEach()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.Fixture.Sync.ActivateAsync("sales@fietskompas.example", "sales");
        await world.FollowAsync("manager");
        var first = await world.WriteOnPageAsync("for info", "partner@customer.example");
        var second = await world.WriteOnPageAsync("for sales", "partner@customer.example", "sales");

        await world.RunAsync(TwoMinutes);
        await world.RunAsync(TwoMinutes);

        var mails = (await world.MailsAsync()).Where(m => m.ToldId == "manager").OrderBy(m => m.SenderId, StringComparer.Ordinal).ToList();
        Assert.Equal(["info", "sales"], mails.Select(m => m.SenderId));
        Assert.Equal([first, second], mails.Select(m => Assert.Single(m.AboutItemIds)));
    }

    /// <summary>CV1, CO7: whatever members write among themselves, and whoever follows, no word of it leaves for a contact.</summary>
    [Fact]
    public async Task Internal_WhateverHappens_NeverReachesAContact()
    {
        await using var world = await NoticeWorld.StartAsync();
        var contact = await ContactAsync(world, "partner@customer.example");
        await world.FollowAsContactAsync(contact.Id);
        var random = new Random(5);
        string[] members = ["anna", "manager"];
        foreach (var member in members)
        {
            await world.FollowAsync(member);
        }

        for (var i = 0; i < 24; i++)
        {
            if (random.Next(4) == 0)
            {
                await world.WriteOnPageAsync($"outside words {i}", "partner@customer.example");
            }
            else
            {
                await world.PostAsync(members[random.Next(2)], $"internal words {i}");
            }

            if (random.Next(3) == 0)
            {
                await world.RunAsync(TimeSpan.FromSeconds(random.Next(90)));
            }
        }

        await world.RunAsync(TwoMinutes);
        await world.Fixture.WorkAsync();

        var colleagues = (await world.Services.GetRequiredService<IPeople>().GetMembersAsync(default)).Select(m => m.Email).ToHashSet();
        Assert.Contains(await world.MailsAsync(), m => m.ToldId == contact.Id);
        Assert.Contains(await world.MailsAsync(), m => m.Stream == OutboxStream.Internal);
        Assert.All(await world.MailsAsync(), m => Assert.Equal(m.To.All(t => colleagues.Contains(t.Address)), m.Stream == OutboxStream.Internal));
        Assert.All(
            world.Fixture.Delivered.Where(d => !colleagues.Contains(d.Recipient)),
            d => Assert.DoesNotContain("internal words", Encoding.UTF8.GetString(d.Raw)));
    }

    private static async Task<Contact> ContactAsync(NoticeWorld world, string address) =>
        (await world.Services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Partner", Addresses = [address], Language = "nl" }, default)).Value!;

    private static Task ReceiveWithCcAsync(NoticeWorld world, string id, string text, string cc) => world.Fixture.ReceiveAsync(
        $"{id}@customer.example",
        $"From: Eva <{OutboxFixture.Customer}>\nTo: {OutboxFixture.Address}\nCc: {cc}\nSubject: Re: Spokes\n"
            + $"Message-ID: <{id}@customer.example>\nIn-Reply-To: <question@customer.example>\n\n{text}\n");
}
