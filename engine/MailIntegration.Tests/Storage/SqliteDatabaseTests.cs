using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_Version1_KeepsMailAndAddsWhatIsNew()
    {
        using (var old = new SqliteDatabase(_folder.Database, Schema.Steps.Take(1).ToList()))
        {
            await new SqliteMailStore(old).ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]), CancellationToken.None);
            Assert.Equal(1, old.Read(s => s.Number("PRAGMA user_version")));
        }

        var database = _folder.Open();

        Assert.Equal(Schema.Steps.Count, database.Read(s => s.Number("PRAGMA user_version")));
        var page = await new SqliteMailStore(database).ListAsync(new EmailListQuery(Member("ann")), CancellationToken.None);
        Assert.Equal("c1", Assert.Single(page.Rows).ConversationId);
        Assert.True(await new SqliteSetupStore(database).SaveAsync(new MailSettings(), CancellationToken.None));
    }

    [Fact]
    public async Task Open_Version3_FindsItsRecordsByOwnerAndState()
    {
        using (var old = new SqliteDatabase(_folder.Database, Schema.Steps.Take(3).ToList()))
        {
            var records = new[] { ("r1", "info", "sent"), ("r2", "info", "bounced"), ("r3", "sales", "bounced") }
                .Select(r => new MailRecord { Kind = RecordKinds.JournalOut, Id = r.Item1, Json = "{}", Owner = r.Item2, State = r.Item3, At = Hour(1) });
            await new SqliteMailStore(old).ApplyAsync(new MailChanges { Records = records.ToList() }, CancellationToken.None);
        }

        var store = new SqliteMailStore(_folder.Open());

        var query = new RecordQuery { Kind = RecordKinds.JournalOut, Owners = ["info"], States = ["bounced"] };
        Assert.Equal("r2", Assert.Single(await store.GetRecordsAsync(query, CancellationToken.None)).Id);
        Assert.Equal(2, (await store.GetRecordsAsync(query with { States = ["bounced", "sent"] }, CancellationToken.None)).Count);
        Assert.Empty(await store.GetRecordsAsync(query with { Owners = [] }, CancellationToken.None));
    }

    [Fact]
    public void Open_VersionOfANewerProgram_IsRefused()
    {
        using (new SqliteDatabase(_folder.Database, [.. Schema.Steps, "CREATE TABLE future (n INTEGER) STRICT"]))
        {
        }

        var error = Assert.Throws<InvalidOperationException>(() => _folder.Open());
        Assert.Contains($"version {Schema.Steps.Count + 1}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_StepFails_LeavesTheFileAsItWas()
    {
        _folder.Open().Dispose();

        Assert.ThrowsAny<Exception>(() => _folder.Open([.. Schema.Steps, "CREATE TABLE half (n INTEGER); CREATE TABLE names (n)"]));

        var database = _folder.Open();
        Assert.Equal(0, database.Read(s => s.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")));
    }

    [Fact]
    public void Open_FolderIsMissing_ThrowsIOException() =>
        Assert.Throws<IOException>(() => new SqliteDatabase(Path.Combine(_folder.Path, "missing", "mail.db")));

    [Fact]
    public async Task Write_Commit_IsDurable()
    {
        var (mode, synchronous) = await _folder.Open().WriteAsync(
            s => (s.Many("PRAGMA journal_mode", row => row.GetString(0)).Single(), s.Number("PRAGMA synchronous")), CancellationToken.None);

        // 2 is FULL: the log is flushed with every commit.
        Assert.Equal(("wal", 2L), (mode, synchronous));
    }

    [Fact]
    public async Task Write_WorkThrows_TakesEverythingBack()
    {
        var database = _folder.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync<int>(
            session =>
            {
                session.Run("INSERT INTO names (id) VALUES ('x')");
                throw new InvalidOperationException();
            },
            CancellationToken.None));

        Assert.Equal(0, database.Read(s => s.Number("SELECT count(*) FROM names")));
        Assert.Equal(1, await database.WriteAsync(s => s.Run("INSERT INTO names (id) VALUES ('x')"), CancellationToken.None));
    }
}
