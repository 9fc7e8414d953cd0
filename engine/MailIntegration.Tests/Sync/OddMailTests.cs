using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Sync;

/// <summary>Mail that is huge, empty, unreadable or does not fit on the disk: it never holds up other mail.</summary>
public sealed class OddMailTests
{
    private const string Info = "info@fietskompas.example";

    [Fact]
    public async Task Run_MailWithoutHeaders_IsStored()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.Deliver(Info, "\r\nOnly a body.\r\n");
        fixture.Deliver(Info, "Only a body, and no blank line before it.");
        fixture.Deliver(Info, "");
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Done, 3), (run.Phase, run.Done));
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_FortyMegabyteMail_IsStored()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var body = new StringBuilder("Content-Transfer-Encoding: base64\r\nContent-Type: application/zip; name=big.zip\r\n\r\n");
        var line = new string('A', 76) + "\r\n";
        for (var i = 0; i < 40 * 1024 * 1024 / line.Length; i++)
        {
            body.Append(line);
        }

        fixture.Deliver(Info, "From: eva@customer.example\r\nSubject: Big\r\nMessage-ID: <big@x>\r\nMIME-Version: 1.0\r\n" + body);
        fixture.Deliver(Info, TestMail.Text("small@x"));
        await fixture.ActivateAsync(Info);

        await fixture.SyncAsync();

        var emails = await fixture.EmailsAsync();
        var big = emails.Single(e => e.Email.MessageId == "big@x").Email;
        Assert.True(big.Size > 40_000_000);
        Assert.Equal("big.zip", Assert.Single(big.Attachments).FileName);
        Assert.Equal(2, emails.Count);
    }

    [Fact]
    public async Task Run_MailOverTheLimit_IsRefusedAndListed()
    {
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), new SyncOptions { MaxMessageSize = 2_000_000 });
        fixture.Deliver(Info, TestMail.Text("big@x", body: new string('x', 2_500_000)));
        fixture.Deliver(Info, TestMail.Text("small@x"));
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal("small@x", Assert.Single(await fixture.EmailsAsync()).Email.MessageId);
        Assert.Equal("message-too-large", (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Refused).Reason?.Code);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen));
    }

    [Fact]
    public async Task Run_OneMessageAlwaysFails_IsQuarantinedAndOthersArrive()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 20);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Deliver(Info, TestMail.Text("sick@x"));
        var fault = fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.HtmlError, Path = "$value" });

        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(SyncPhase.Done, run.Phase);
        var row = (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Quarantined);
        Assert.NotNull(row.RetryAt);
        fixture.Sandbox.State.Faults.Remove(fault.Id);
        Assert.Equal(1, await fixture.Services.GetRequiredService<QuarantineRetry>().RetryAsync([row.Key], default));
        Assert.Equal(21, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_ProviderDown_QuarantinesNothing()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 20);
        await fixture.ActivateAsync(Info);
        var fault = fixture.Sandbox.State.Faults.Add(
            new Fault { Kind = FaultKind.Unavailable, RetryAfter = TimeSpan.FromMinutes(1), Path = "$value" });

        var run = await fixture.SyncAsync();

        Assert.Equal(SyncPhase.Failed, run.Phase);
        Assert.Empty(await fixture.LedgerAsync());
        fixture.Sandbox.State.Faults.Remove(fault.Id);
        Assert.Equal(SyncPhase.Done, (await fixture.SyncAsync()).Phase);
        Assert.Equal(20, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_DiskFull_StopsNamesItAndGoesOnLater()
    {
        FullDiskBlobs? disk = null;
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), wrapBlobs: inner => disk = new FullDiskBlobs(inner));
        fixture.DeliverMany(Info, 120);
        await fixture.ActivateAsync(Info);
        _ = fixture.Blobs;
        disk!.Room = 70;

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Failed, "disk-full"), (run.Phase, run.Problem?.Code));
        Assert.InRange((await fixture.EmailsAsync()).Count, 50, 70);
        disk.Room = int.MaxValue;
        Assert.Equal(SyncPhase.Done, (await fixture.SyncAsync()).Phase);
        Assert.Equal(120, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_OneMailBreaksTheReader_QuarantinesItAndRetryStoresIt()
    {
        var codec = new BrittleCodec("poison@x");
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), configure: services => services.AddSingleton<IMimeCodec>(codec));
        fixture.Deliver(Info, TestMail.Text("before@x", body: "1"));
        fixture.Deliver(Info, TestMail.Text("poison@x", body: "2"));
        fixture.Deliver(Info, TestMail.Text("after@x", body: "3"));
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal(["after@x", "before@x"], (await fixture.EmailsAsync()).Select(e => e.Email.MessageId).Order());
        var row = (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Quarantined);
        Assert.Equal((1, "unreadable"), (row.Attempts, row.Reason?.Code));
        Assert.NotNull(row.RawBlob);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen));

        var retry = fixture.Services.GetRequiredService<QuarantineRetry>();
        Assert.Equal(0, await retry.RetryAsync([row.Key], default));
        Assert.Equal(2, (await fixture.LedgerAsync()).Single(r => r.Key == row.Key).Attempts);

        codec.IsMended = true;
        Assert.Equal(1, await retry.RetryAsync([row.Key], default));
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
        Assert.Equal(MessageOutcome.Stored, (await fixture.LedgerAsync()).Single(r => r.Key == row.Key).Outcome);
    }

    /// <summary>A disk with room for so many files; then it fails as Linux and .NET do.</summary>
    private sealed class FullDiskBlobs : IBlobStore
    {
        private readonly IBlobStore _inner;
        private int _written;

        public FullDiskBlobs(IBlobStore inner)
        {
            _inner = inner;
        }

        public int Room { get; set; } = int.MaxValue;

        public Task<BlobInfo> WriteAsync(Stream content, long maxSize, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _written) <= Room
                ? _inner.WriteAsync(content, maxSize, cancellationToken)
                : throw new IOException("No space left on device", 28);

        public Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

        public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken) => _inner.OpenAsync(name, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);
    }

    /// <summary>The built-in codec with a defect that one mail meets.</summary>
    private sealed class BrittleCodec : IMimeCodec
    {
        private readonly MimeCodec _inner = new();
        private readonly string _messageId;

        public BrittleCodec(string messageId)
        {
            _messageId = messageId;
        }

        public bool IsMended { get; set; }

        public async Task<MailContent> ReadAsync(Stream raw, CancellationToken cancellationToken)
        {
            var content = await _inner.ReadAsync(raw, cancellationToken);
            return content.MessageId == _messageId && !IsMended ? throw new InvalidOperationException("A defect.") : content;
        }

        public Task<bool> CopyPartAsync(Stream raw, string partId, Stream target, CancellationToken cancellationToken) =>
            _inner.CopyPartAsync(raw, partId, target, cancellationToken);

        public Task WriteAsync(OutgoingMail mail, Stream target, CancellationToken cancellationToken) =>
            _inner.WriteAsync(mail, target, cancellationToken);
    }
}
