using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>The way of an answer, and what the provider can do to it (CO4, CO6, SY10).</summary>
public sealed class SendingTests
{
    [Fact]
    public async Task Reply_Sent_IsDeliveredOnceAndStandsInItsConversation()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var question = await fixture.ReceiveAsync();
        var draft = await fixture.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id));
        var entry = await fixture.SendAsync(draft);
        await fixture.WorkAsync();

        var mail = Assert.Single(fixture.Delivered);
        var content = await ReadAsync(mail.Raw);
        Assert.Equal("Re: Spokes", content.Subject);
        Assert.Equal(["question@customer.example"], content.InReplyTo);
        Assert.Contains("We do.", content.Text);
        Assert.Contains("Do you have spokes?", content.Text);
        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal(OutboxState.Sent, entry.State);
        Assert.Equal(question.Email.ConversationId, entry.ConversationId);
        var view = await fixture.Sync.Store.GetConversationAsync(SyncFixture.Manager, entry.ConversationId!, default);
        Assert.Equal([question.Email.Id, entry.EmailId], view!.Emails.Select(e => e.Email.Id));
        Assert.Equal(EmailKind.Sent, view.Emails[1].Email.Kind);
        Assert.Empty((await fixture.Drafts.ListAsync("anna", null, 10, default)).Drafts);

        await fixture.Sync.SyncAsync(checkLedger: true);
        Assert.Equal(2, (await fixture.Sync.EmailsAsync()).Count);
        Assert.All(await fixture.Sync.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen, d.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_ByWhoSeesOnlyWhatHeFollows_IsFollowedByHim(bool onlyFollowed)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var members = fixture.Sync.People.Members;
        members[1] = members[1] with { OnlyFollowed = onlyFollowed };
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await fixture.WorkAsync();

        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal(OutboxState.Sent, entry.State);
        var rights = await fixture.RightsAsync();
        Assert.Equal(onlyFollowed, rights.Reader.OnlyFollowed);
        Assert.NotNull(await fixture.Sync.Store.GetConversationAsync(rights.Reader, entry.ConversationId!, default));
        var follows = await fixture.Sync.Store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Follow, Owners = ["anna"] }, default);
        Assert.Equal(onlyFollowed ? 1 : 0, follows.Count);
    }

    [Fact]
    public async Task Answer_ToWhatWeSent_JoinsItsConversation()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await fixture.WorkAsync();
        fixture.Sync.Deliver(OutboxFixture.Address, TestMail.Text("answer@customer.example", "Re: Spokes", "Thanks")
            .Replace("Subject:", $"In-Reply-To: <{entry.MessageId}>\r\nSubject:", StringComparison.Ordinal));
        await fixture.Sync.SyncAsync();

        var answer = (await fixture.Sync.EmailsAsync()).Single(e => e.Email.MessageId == "answer@customer.example");
        Assert.Equal(entry.ConversationId, answer.Email.ConversationId);
    }

    [Fact]
    public async Task AnswerGivenInOutlook_SentItemsSynced_ShowsInTheConversation()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var question = await fixture.ReceiveAsync();
        fixture.Sync.Deliver(
            OutboxFixture.Address,
            TestMail.Text("outlook@fietskompas.example", "Re: Spokes", "From Outlook")
                .Replace("Subject:", "In-Reply-To: <question@customer.example>\r\nSubject:", StringComparison.Ordinal),
            folder: "sentitems");
        await fixture.Sync.SyncAsync();

        var view = await fixture.Sync.Store.GetConversationAsync(SyncFixture.Manager, question.Email.ConversationId, default);
        Assert.Equal([EmailKind.Received, EmailKind.Sent], view!.Emails.OrderBy(e => e.Email.Kind).Select(e => e.Email.Kind));
    }

    [Fact]
    public async Task SyncFaster_SentCopyFetchedBefore_EntryTakesOverItsEmail()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        fixture.Fault(FaultKind.GatewayTimeout);
        await fixture.WorkAsync();
        Assert.Equal(OutboxState.Unclear, (await fixture.EntryAsync(entry.Id)).State);
        await fixture.Sync.SyncAsync();
        var copy = Assert.Single(await fixture.Sync.EmailsAsync());
        await fixture.WorkAsync();

        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Sent, copy.Email.Id), (entry.State, entry.EmailId));
        Assert.Equal(entry.ConversationId, copy.Email.ConversationId);
        Assert.Single(await fixture.Sync.EmailsAsync());
        Assert.Single(fixture.Delivered);
    }

    [Theory]
    [InlineData(FaultKind.GatewayTimeout)]
    [InlineData(FaultKind.ConnectionReset)]
    [InlineData(FaultKind.HtmlError)]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Throttled)]
    [InlineData(FaultKind.TokenRevoked)]
    public async Task HandOver_ThatFailsOnce_EndsInOneDelivery(FaultKind kind)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        var fault = fixture.Fault(kind);
        for (var i = 0; i < 4 && (await fixture.EntryAsync(entry.Id)).State != OutboxState.Sent; i++)
        {
            await fixture.WorkAsync(TimeSpan.FromSeconds(61));
        }

        Assert.Equal(1, fault.Hits);
        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(entry.Id)).State);
        Assert.Single(fixture.Delivered);
    }

    [Theory]
    [InlineData(FaultKind.GatewayTimeout)]
    [InlineData(FaultKind.MalformedJson)]
    public async Task Draft_WhoseCreationGotLost_IsFoundAndNotMadeTwice(FaultKind kind)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        fixture.Sync.Sandbox.State.Faults.Add(new Fault { Kind = kind, Path = "/messages", Method = "POST", Times = 1 });
        await fixture.WorkAsync();
        await fixture.WorkAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(entry.Id)).State);
        Assert.Single(fixture.Delivered);
        var mailbox = fixture.Sync.Mailbox(OutboxFixture.Address);
        Assert.DoesNotContain(mailbox.Read((all, _) => all.Values.ToList()), m => m.IsDraft);
    }

    [Fact]
    public async Task SentCopy_AMinuteLate_IsWaitedFor()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        fixture.Fault(FaultKind.DelayedSentCopy, delay: TimeSpan.FromSeconds(60));
        await fixture.WorkAsync();
        Assert.Equal(OutboxState.Sending, (await fixture.EntryAsync(entry.Id)).State);
        await fixture.WorkAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(OutboxState.Sending, (await fixture.EntryAsync(entry.Id)).State);
        await fixture.WorkAsync(TimeSpan.FromSeconds(61));

        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(entry.Id)).State);
        Assert.Single(fixture.Delivered);
    }

    [Fact]
    public async Task LostSend_AcceptedAndNeverLeaving_IsLeftToAPersonAndNeverResent()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        fixture.Fault(FaultKind.LostSend);
        for (var i = 0; i < 15; i++)
        {
            await fixture.WorkAsync(TimeSpan.FromMinutes(1));
        }

        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Unclear, (DateTimeOffset?)null), (entry.State, entry.DueAt));
        Assert.Equal("draft-remains", entry.Reason?.Code);
        Assert.True(entry.CanDecide());
        Assert.Empty(fixture.Delivered);

        Assert.NotNull((await fixture.Outbox.RetryAsync(await fixture.RightsAsync(), entry.Id, default)).Value);
        await fixture.WorkAsync();
        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(entry.Id)).State);
        Assert.Single(fixture.Delivered);
    }

    /// <summary>The provider knows the draft's id no more: asked for ever, it would never leave.</summary>
    [Fact]
    public async Task Unclear_SentAgainWhenTheDraftIsUnknown_LeavesOnce()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        var now = fixture.Time.GetUtcNow();
        await fixture.Services.GetRequiredService<OutboxStore>().SaveAsync(
            entry.Move(OutboxState.Unclear, new Engine.Reason("copy-missing"), now) with
            {
                DueAt = null, Handover = new Handover(HandoverStep.Handing, "no-such-draft", now),
            },
            default);

        Assert.NotNull((await fixture.Outbox.RetryAsync(await fixture.RightsAsync(), entry.Id, default)).Value);
        await fixture.WorkAsync();
        await fixture.WorkAsync();

        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(entry.Id)).State);
        Assert.Single(fixture.Delivered);
    }

    [Fact]
    public async Task Unclear_SettledByAPerson_IsSentWithoutSendingAgain()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        fixture.Fault(FaultKind.LostSend);
        for (var i = 0; i < 15; i++)
        {
            await fixture.WorkAsync(TimeSpan.FromMinutes(1));
        }

        Assert.NotNull((await fixture.Outbox.SettleAsync(await fixture.RightsAsync(), entry.Id, default)).Value);
        await fixture.WorkAsync();

        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal(OutboxState.Sent, entry.State);
        Assert.NotNull(entry.EmailId);
        Assert.Empty(fixture.Delivered);
    }

    [Fact]
    public async Task LargeFiles_BeyondOneRequest_ArriveWhole()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.ChangeSettingsAsync(s => s with { MaxAttachmentBytes = 20_000_000 });
        var draft = await fixture.WriteAsync();
        var files = new Dictionary<string, byte[]>();
        foreach (var (name, size) in new[] { ("small.bin", 10_000), ("posted.bin", 2_500_000), ("uploaded.bin", 5_000_000) })
        {
            files[name] = new byte[size];
            new Random(size).NextBytes(files[name]);
            using var content = new MemoryStream(files[name]);
            Assert.NotNull((await fixture.Files.AddAsync("anna", draft.Id, name, "application/octet-stream", false, content, default)).Value);
        }

        var entry = await fixture.SendAsync(draft);
        Assert.Equal(2, entry.Parcel.Files.Count);
        await fixture.WorkAsync();

        var raw = Assert.Single(fixture.Delivered).Raw;
        var content2 = await ReadAsync(raw);
        Assert.Equal(files.Keys.Order(), content2.Attachments.Select(a => a.FileName!).Order());
        Assert.All(content2.Attachments, a => Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(files[a.FileName!])), a.Sha256));
        var stored = (await fixture.Sync.EmailsAsync()).Single().Email;
        Assert.Equal(3, stored.Attachments.Count);
    }

    [Fact]
    public async Task TwoWorkers_OneOutbox_DeliverEachMailOnce()
    {
        // Leases that are always free: only the entries' versions keep the two apart.
        await using var fixture = await OutboxFixture.StartAsync(
            new OutboxOptions { UndoWindow = TimeSpan.Zero, SendsPerMinute = 1000 },
            services => services.AddSingleton<ILeases, FreeLeases>(),
            new() { SendsPerMinute = 1000, ConcurrentRequests = 8 });
        for (var i = 0; i < 12; i++)
        {
            await fixture.SendAsync(await fixture.WriteAsync(to: $"receiver-{i}@customer.example"));
        }

        Task Work() => fixture.Services.GetRequiredService<OutboxWorker>().RunAsync(default);
        await Task.WhenAll(Work(), Work(), Work());
        for (var i = 0; i < 3; i++)
        {
            await fixture.WorkAsync(TimeSpan.FromSeconds(70));
        }

        Assert.All(await ExactlyOnceScenario.EntriesAsync(fixture.Services), e => Assert.Equal(OutboxState.Sent, e.State));
        Assert.Equal(12, fixture.Delivered.Select(m => m.Recipient).Distinct().Count());
        Assert.Equal(12, fixture.Delivered.Count);
    }

    private static async Task<MailContent> ReadAsync(byte[] raw)
    {
        using var stream = new MemoryStream(raw);
        return await new MimeCodec().ReadAsync(stream, default);
    }

    private sealed class FreeLeases : ILeases
    {
        private long _token;

        public Task<Lease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken) =>
            Task.FromResult<Lease?>(new Lease(name, Interlocked.Increment(ref _token)));

        public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
