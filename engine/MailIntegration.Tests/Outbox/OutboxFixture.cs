using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;
using Draft = MailIntegration.Engine.Writing.Draft;

namespace MailIntegration.Tests.Outbox;

/// <summary>Members who write, a mailbox that sends, and a clock that tests move. The address is linked to Anna.</summary>
internal sealed class OutboxFixture : IAsyncDisposable
{
    public const string Address = "info@fietskompas.example";
    public const string Customer = "eva@customer.example";

    private OutboxFixture(SyncFixture sync, ShiftedTime time)
    {
        Sync = sync;
        Time = time;
    }

    public SyncFixture Sync { get; }

    public ShiftedTime Time { get; }

    public IServiceProvider Services => Sync.Services;

    public OutboxService Outbox => Services.GetRequiredService<OutboxService>();

    public DraftService Drafts => Services.GetRequiredService<DraftService>();

    public DraftFiles Files => Services.GetRequiredService<DraftFiles>();

    /// <summary>What left the sandbox.</summary>
    public IReadOnlyList<OutboundMail> Delivered => Sync.Sandbox.State.Transport.Outbound;

    public static async Task<OutboxFixture> StartAsync(
        OutboxOptions? options = null, Action<IServiceCollection>? configure = null, SandboxLimits? limits = null)
    {
        var time = new ShiftedTime();
        var sync = await SyncFixture.StartAsync(
            new SandboxOptions { MailFolder = TestCompany.Folder, Limits = limits ?? new SandboxLimits() },
            configure: services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton(options ?? new OutboxOptions());
                configure?.Invoke(services);
            });
        await sync.ActivateAsync(Address, "info", new AddressLink(LinkKind.Member, "anna"));
        return new OutboxFixture(sync, time);
    }

    public async Task<MemberRights> RightsAsync(string memberId = "anna") =>
        (await Services.GetRequiredService<IMailAuthorization>().GetRightsAsync(memberId, default))!;

    /// <summary>A mail of the customer, fetched; returns its e-mail id.</summary>
    public async Task<EmailView> ReceiveAsync(string messageId = "question@customer.example", string raw = "")
    {
        Sync.Deliver(Address, raw.Length > 0 ? raw : TestMail.Text(messageId, "Spokes", "Do you have spokes?"));
        var run = await Sync.SyncAsync();
        Assert.True(run.Problem is null, run.Problem?.ToString());
        return (await Sync.EmailsAsync()).Single(e => e.Email.MessageId == messageId);
    }

    /// <summary>A draft to the customer, as typed.</summary>
    public async Task<Draft> WriteAsync(
        DraftStart? start = null, string html = "<p>We do.</p>", string to = Customer, string subject = "Spokes", string memberId = "anna")
    {
        var begun = await Drafts.StartAsync(await RightsAsync(memberId), start ?? new DraftStart(DraftMode.New), default);
        Assert.True(begun.Value is not null, begun.Errors.First?.ToString() ?? begun.Outcome.ToString());
        return await TypeAsync(begun.Value, html, start is null or { Mode: DraftMode.New } ? [new MailboxAddress("Eva", to)] : begun.Value.To, subject, memberId);
    }

    public async Task<Draft> TypeAsync(
        Draft draft, string html, IReadOnlyList<MailboxAddress> to, string subject = "Spokes", string memberId = "anna")
    {
        var saved = await Drafts.SaveAsync(
            memberId,
            draft.Id,
            new DraftEdit(draft.Revision, "info", to, draft.Cc, [], draft.Mode == DraftMode.New ? subject : draft.Subject, html, true),
            default);
        Assert.True(saved.Value is not null, saved.Errors.First?.ToString() ?? saved.Outcome.ToString());
        return saved.Value;
    }

    public async Task<OutboxEntry> SendAsync(
        Draft draft, string memberId = "anna", DateTimeOffset? at = null, bool onlyIfUnanswered = false)
    {
        var (result, answered) = await Outbox.SendAsync(
            await RightsAsync(memberId), draft.Id, new SendOrder(draft.Revision, at, onlyIfUnanswered), default);
        Assert.Null(answered);
        Assert.True(result.Value is not null, result.Errors.First?.ToString() ?? result.Outcome.ToString());
        return result.Value;
    }

    public async Task<SetupErrors> RefusedAsync(Draft draft)
    {
        var (result, _) = await Outbox.SendAsync(await RightsAsync(), draft.Id, new SendOrder(draft.Revision), default);
        Assert.Equal(SetupOutcome.Invalid, result.Outcome);
        return result.Errors;
    }

    /// <summary>Lets time pass, here and at the provider, and works through the outbox.</summary>
    public async Task WorkAsync(TimeSpan? after = null)
    {
        var span = after ?? TimeSpan.FromSeconds(11);
        Time.Advance(span);
        Sync.Sandbox.State.Clock.Advance(span);
        await Services.GetRequiredService<OutboxWorker>().RunAsync(default);
    }

    public async Task<OutboxEntry> EntryAsync(string id) =>
        (await Services.GetRequiredService<OutboxStore>().FindAsync(id, default))!;

    public Fault Fault(FaultKind kind, string path = "/send", int? times = 1, TimeSpan? delay = null) =>
        Sync.Sandbox.State.Faults.Add(new Fault { Kind = kind, Path = path, Times = times, Delay = delay });

    public ValueTask DisposeAsync() => Sync.DisposeAsync();
}
