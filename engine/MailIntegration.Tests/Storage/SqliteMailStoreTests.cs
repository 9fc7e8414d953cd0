using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public sealed class SqliteMailStoreTests : MailStoreConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteMailStoreTests() => _database = _folder.Open();

    public void Dispose() => _folder.Dispose();

    protected override Task<IMailStore> CreateAsync() => Task.FromResult<IMailStore>(new SqliteMailStore(_database));

    [Fact]
    public async Task Apply_RowThatTheDatabaseRefuses_IsRejectedWithItsKey()
    {
        await ScriptAsync(
            """
            CREATE TRIGGER poison BEFORE INSERT ON emails WHEN new.subject = 'poison'
            BEGIN SELECT RAISE(ABORT, 'no poison'); END
            """);
        var (good, bad) = (Email("good", "c1", 1), Email("bad", "c2", 2, "poison"));
        var changes = new MailChanges
        {
            Emails = [good, bad],
            Messages = [Message(good, "info"), Message(bad, "info")],
            Links = [Link(good, "info", ["ann"]), Link(bad, "info", ["ann"])],
            Cursor = Cursor("info", "t1", 0),
        };

        var result = await Store.ApplyAsync(changes, CancellationToken.None);

        Assert.Equal((ApplyOutcome.Rejected, "key-bad-info"), (result.Outcome, result.MessageKey));
        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"))));
        Assert.Empty(await Store.GetCursorsAsync("info", CancellationToken.None));
        await ApplyAsync(changes with { Emails = [good], Messages = changes.Messages.Take(1).ToList(), Links = changes.Links.Take(1).ToList() });
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Member("ann"))));
    }

    [Fact]
    public async Task Apply_DiskFull_ThrowsIOExceptionAndGoesOnWhenThereIsRoom()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));
        var pages = await _database.WriteAsync(session => session.Number("PRAGMA page_count"), CancellationToken.None);
        await ScriptAsync($"PRAGMA max_page_count = {pages}");
        var large = Mail(Email("e2", "c2", 2) with { Snippet = new string('x', 200_000) }, "info", ["ann"]);

        await Assert.ThrowsAsync<IOException>(() => Store.ApplyAsync(large, CancellationToken.None));

        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Member("ann"))));
        await ScriptAsync("PRAGMA max_page_count = 1000000");
        await ApplyAsync(large);
        Assert.Equal(["c2", "c1"], await ListAsync(new EmailListQuery(Member("ann"))));
    }

    [Fact]
    public async Task Apply_Cancelled_WritesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]), cancelled.Token));

        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"))));
    }

    [Fact]
    public async Task Apply_WhileReading_NeitherWaitsNorTears()
    {
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await ApplyAsync(Mail(Email($"e{i}", "c1", i), "info", ["ann"]));
            }
        });
        while (!writing.IsCompleted)
        {
            var rows = (await Store.ListAsync(new EmailListQuery(Member("ann")), CancellationToken.None)).Rows;
            Assert.All(rows, row => Assert.Equal(row.LastEmailId, $"e{row.Total - 1}"));
        }

        await writing;
    }

    /// <summary>Every letter and digit that .NET knows is one token for the tokenizer too, or the search would fail.</summary>
    [Fact]
    public async Task List_AnyLetterInText_IsNoSyntaxError()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));
        var failures = await _database.ReadAsync(
            session => Enumerable.Range(0x20, 0x30000).Where(System.Text.Rune.IsValid)
                .Select(r => (Rune: r, Match: SearchText.ToMatch("a" + char.ConvertFromUtf32(r) + "b")!))
                .Where(r => !r.Match.Contains(" AND ", StringComparison.Ordinal) && Fails(session, r.Match)).ToList(),
            CancellationToken.None);

        Assert.Empty(failures.Select(f => $"{f.Rune:X}"));
    }

    private static bool Fails(SqliteSession session, string match)
    {
        try
        {
            session.Number("SELECT 1 FROM search WHERE search MATCH ?1", match);
            return false;
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return true;
        }
    }

    private Task<int> ScriptAsync(string sql) => _database.WriteAsync(session => session.Run(sql), CancellationToken.None);
}
