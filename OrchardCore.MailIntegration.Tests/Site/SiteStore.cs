using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Storage;
using YesSql;
using YesSql.Provider.Sqlite;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>The mail of a site whose process is gone, read from its data folder with the module's own storage.</summary>
internal sealed class SiteStore : IDisposable
{
    private static readonly MailReader Manager = new("manager", SeesAll: true);

    private readonly IStore _store;
    private readonly MailDatabase _database;
    private readonly YesSqlMailStore _mail;
    private readonly FileBlobStore _blobs;

    private SiteStore(IStore store, string folder)
    {
        _store = store;
        _database = new MailDatabase(store);
        _mail = new YesSqlMailStore(_database);
        _blobs = new FileBlobStore(Path.Combine(folder, "MailIntegration"));
    }

    public YesSqlMailStore Mail => _mail;

    public static async Task<SiteStore> OpenAsync(string data)
    {
        var folder = Path.Combine(data, "Sites", "Default");
        var store = await StoreFactory.CreateAndInitializeAsync(
            new Configuration().UseSqLite($"Data Source={Path.Combine(folder, "OrchardCore.db")};Pooling=False"));
        await store.InitializeCollectionAsync(MailConstants.Collection);
        store.RegisterIndexes([new EmailIndexProvider()]);
        return new SiteStore(store, folder);
    }

    /// <summary>The addresses with mail, by what the ledger holds.</summary>
    public Task<List<(string Id, long Messages)>> AddressesAsync() => _database.ReadAsync(
        session => session.ManyAsync(
            """
            SELECT n.[Id], COUNT(*) FROM [#Message] m INNER JOIN [#Name] n ON n.[Number] = m.[Address] GROUP BY n.[Id]
            """,
            row => (row.GetString(0), row.GetInt64(1)),
            default),
        default);

    /// <summary>The id of a user of the site.</summary>
    public async Task<string> UserIdAsync(string name)
    {
        await using var connection = _store.Configuration.ConnectionFactory.CreateConnection();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT UserId FROM UserIndex WHERE NormalizedUserName = @name";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@name", name.ToUpperInvariant());
        command.Parameters.Add(parameter);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>E-mails by conversation, as a reader who sees all finds them; fails when one shows twice.</summary>
    public async Task<int> CountEmailsAsync()
    {
        var emails = new HashSet<string>();
        ListPosition? after = null;
        do
        {
            var page = await _mail.ListAsync(new EmailListQuery(Manager, MailBox.All) { After = after, Take = 200 }, default);
            foreach (var row in page.Rows)
            {
                var view = await _mail.GetConversationAsync(Manager, row.ConversationId, default);
                Assert.All(view!.Emails, e => Assert.True(emails.Add(e.Email.Id)));
                Assert.Equal(view.Emails.Count, row.Total);
            }

            after = page.Next;
        }
        while (after is not null);

        return emails.Count;
    }

    /// <summary>Every document of the collection, without the tables beside it.</summary>
    public async Task<int> CountDocumentsAsync()
    {
        await using var session = _store.CreateSession(withTracking: false);
        return await session.Query<OrchardCore.ContentManagement.ContentItem>(MailConstants.Collection).CountAsync();
    }

    /// <summary>Every ledger row names a raw message that is there, whole.</summary>
    public async Task<int> CountRawCopiesAsync(string addressId)
    {
        var count = 0;
        (DateTimeOffset, string)? after = null;
        IReadOnlyList<ProviderMessage> rows;
        do
        {
            rows = await _mail.ListMessagesAsync(new LedgerQuery { AddressId = addressId, After = after, Take = 200 }, default);
            foreach (var row in rows)
            {
                await using var raw = await _blobs.OpenAsync(row.RawBlob!, default);
                Assert.Equal(row.Size, raw!.Length);
                count++;
            }

            after = rows.Count > 0 ? (rows[^1].ReceivedAt, rows[^1].Key) : null;
        }
        while (rows.Count == 200);

        return count;
    }

    public Task<IReadOnlyList<LedgerDay>> LedgerDaysAsync(string addressId) => _mail.GetLedgerDaysAsync(addressId, default);

    public async Task<bool> IsSyncedAsync(string addressId) =>
        (await _mail.GetHealthAsync(default)).Any(h => h.AddressId == addressId && h.LastSuccess is not null);

    public void Dispose()
    {
        _database.Dispose();
        _store.Dispose();
        SqliteConnection.ClearAllPools();
    }
}
