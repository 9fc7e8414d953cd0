using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing.TryOut;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Processing;

/// <summary>PR9: the dry run says what would happen, and writes nothing.</summary>
public sealed class TryOutTests : IAsyncLifetime
{
    private const string Info = "info@fietskompas.example";
    private SyncFixture _fixture = null!;

    private TryOutService Service => _fixture.Services.GetRequiredService<TryOutService>();

    public async Task InitializeAsync()
    {
        _fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        await _fixture.ActivateAsync(Info, "info", new AddressLink(LinkKind.Member, "anna"));
        await _fixture.SyncAsync();
        for (var i = 0; i < 4; i++)
        {
            _fixture.Deliver(Info, TestMail.Text($"m{i}@x", i < 3 ? "Spokes" : "Tyres", $"Text {i}"), DateTimeOffset.UtcNow.AddMinutes(i - 30));
        }

        await _fixture.SyncAsync();
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Try_AnswerToAStoredMail_SaysWhereItWouldGoAndWritesNothing()
    {
        var stored = (await _fixture.EmailsAsync()).Single(e => e.Email.MessageId == "m3@x");
        var before = await SnapshotAsync();

        var outcome = await Service.TryAsync(
            "info", MailFolder.Inbox, Raw(TestMail.Text("new@x", "Re: Tyres", headers: "In-Reply-To: <m3@x>\r\n")), new TryOutChanges(), default);

        Assert.Equal((MessageOutcome.Stored, stored.Email.ConversationId), (outcome!.Outcome, outcome.ConversationId));
        Assert.Equal(["anna"], outcome.ReaderIds);
        Assert.Contains("email-received", outcome.EventKinds);
        Assert.Contains(outcome.Explanation, r => r.Code == "explain-thread-reply");
        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task Try_UnknownSenderUnderOtherRule_WouldWait()
    {
        var settings = (await _fixture.Setup.GetAsync(default)).Settings;
        var mail = TestMail.Text("new@x", from: "Stranger <stranger@else.example>");
        var before = await SnapshotAsync();

        var saved = await Service.TryAsync("info", MailFolder.Inbox, Raw(mail), new TryOutChanges(), default);
        var changed = await Service.TryAsync(
            "info", MailFolder.Inbox, Raw(mail), new TryOutChanges(settings with { UnknownSenders = UnknownSenderRule.Wait }), default);

        Assert.Equal((MessageOutcome.Stored, MessageOutcome.Quarantined), (saved!.Outcome, changed!.Outcome));
        Assert.NotEmpty(changed.Explanation);
        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task Replay_OtherSettingAndLinks_ShowsWhatDiffersAndWritesNothing()
    {
        var settings = (await _fixture.Setup.GetAsync(default)).Settings;
        var before = await SnapshotAsync();

        var same = await Service.ReplayAsync("info", DateTimeOffset.UtcNow.AddHours(-72), new TryOutChanges(), default);
        var grouped = await Service.ReplayAsync(
            "info", DateTimeOffset.UtcNow.AddHours(-72), new TryOutChanges(settings with { EqualSubjects = EqualSubjects.Group }), default);
        var relinked = await Service.ReplayAsync(
            "info", DateTimeOffset.UtcNow.AddHours(-72), new TryOutChanges(null, [new AddressLink(LinkKind.Member, "bob")]), default);

        Assert.Equal((4, 0), (same!.Looked, same.Differences.Count));
        Assert.Equal(["m1@x", "m2@x"], await IdsAsync(grouped!));
        Assert.All(grouped!.Differences, d => Assert.Contains("conversation", d.Differences));
        Assert.All(relinked!.Differences, d => Assert.Contains("readers", d.Differences));
        Assert.Equal(4, relinked!.Differences.Count);
        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task Replay_Cancelled_Stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => Service.ReplayAsync("info", DateTimeOffset.UtcNow.AddHours(-72), new TryOutChanges(), new CancellationToken(true)));

    [Fact]
    public async Task Store_OfADryRun_RefusesToWrite()
    {
        var store = new ReplayStore(_fixture.Store, null);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.ApplyAsync(new MailChanges(), default));
    }

    private async Task<IEnumerable<string?>> IdsAsync(TryOutReport report)
    {
        var emails = (await _fixture.EmailsAsync()).ToDictionary(e => e.Email.Id, e => e.Email.MessageId);
        return report.Differences.Select(d => emails[d.EmailId!]).Order();
    }

    private static MemoryStream Raw(string mail) => new(Encoding.UTF8.GetBytes(mail));

    /// <summary>Every table of the database, and the names of all blobs.</summary>
    private async Task<string> SnapshotAsync()
    {
        var text = new StringBuilder();
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Directory.GetFiles(_fixture.Folder, "*.db").Single()};Mode=ReadOnly");
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var names = connection.CreateCommand())
        {
            names.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite_stat%' ORDER BY name";
            await using var reader = await names.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            await using var rows = connection.CreateCommand();
#pragma warning disable CA2100 // Names of tables, from the database itself.
            rows.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await rows.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                text.Append(table);
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    text.Append('|').Append(reader.GetValue(i));
                }

                text.AppendLine();
            }
        }

        var files = Directory.EnumerateFiles(_fixture.Folder, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).Contains(".db", StringComparison.Ordinal)).Order();
        return text.AppendJoin('\n', files).ToString();
    }
}
