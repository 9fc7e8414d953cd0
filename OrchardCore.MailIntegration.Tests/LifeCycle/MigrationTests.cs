using System.Data.Common;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Data.Migration;
using OrchardCore.Data.Migration.Records;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration.Tests.Support;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>A fresh tenant, and one whose database the first version wrote: both end up the same, and stay so.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private readonly TenantHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task FreshTenant_MigratedTwice_StaysAsItIs()
    {
        await _host.UsingAsync(services => StoredMail.AddAsync(services));
        var before = await ImageAsync();

        await _host.UsingAsync(services => services.GetRequiredService<IDataMigrationManager>().UpdateAllFeaturesAsync());
        await _host.UsingAsync(services => services.GetRequiredService<IDataMigrationManager>().UpdateAllFeaturesAsync());

        Assert.Equal(before, await ImageAsync());
        Assert.Equal(2, await VersionAsync());
    }

    [Fact]
    public async Task VersionOneDatabase_OpenedNow_MigratesOnceAndReads()
    {
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, member));
        var fresh = await ImageAsync();
        await _host.UsingAsync(MakeVersionOneAsync);
        Assert.Equal(1, await VersionAsync());
        Assert.DoesNotContain(await ImageAsync(), line => line.Contains("Mail_Record", StringComparison.Ordinal));

        await RestartAsync();

        using (var client = _host.Client("member"))
        {
            var list = await client.GetStringAsync("Admin/Mail/api/conversations");
            Assert.Contains(StoredMail.Subject, list, StringComparison.Ordinal);
            using var tickets = await client.GetAsync("Admin/Mail/api/emails/" + StoredMail.EmailId);
            Assert.True(tickets.IsSuccessStatusCode, tickets.StatusCode.ToString());
        }

        await _host.UsingAsync(AssertReadsAsync);
        Assert.Equal(2, await VersionAsync());
        var migrated = await ImageAsync();
        Assert.Equal(Schema(fresh), Schema(migrated));

        await _host.UsingAsync(services => services.GetRequiredService<IDataMigrationManager>().UpdateAllFeaturesAsync());
        await RestartAsync();
        Assert.Equal(2, await VersionAsync());
        Assert.Equal(migrated, await ImageAsync());
        await _host.UsingAsync(AssertReadsAsync);
    }

    private static async Task AssertReadsAsync(IServiceProvider services)
    {
        var mails = await services.GetRequiredService<IMailStore>().GetEmailsAsync(
            new MailReader("nobody", SeesAll: true), [StoredMail.EmailId], default);
        var email = Assert.Single(mails).Email;
        Assert.Equal(("First version", "first@outside.example"), (email.From!.Name, email.MessageId));
        Assert.Equal("figures.pdf", Assert.Single(email.Attachments).FileName);
        Assert.Equal("new-conversation (why=first)", Assert.Single(email.Explanation).ToString());
        var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
        var channel = Assert.Single(setup.Channels);
        Assert.Equal((4L, "zwartekraai-protected-secret"), (channel.Version, channel.Microsoft365!.ProtectedSecret));
        Assert.Equal("secret-expired (days=3)", channel.Attention!.ToString());
        Assert.Equal(2, Assert.Single(setup.Addresses).Version);
    }

    /// <summary>Puts back the tables, the documents and the version number of the first version.</summary>
    private static async Task MakeVersionOneAsync(IServiceProvider services)
    {
        var session = services.GetRequiredService<ISession>();
        var record = (await session.Query<DataMigrationRecord>().FirstOrDefaultAsync())!;
        var migration = record.DataMigrations.Single(m => m.DataMigrationClass == VersionOneData.Migration);
        migration.Version = 1;
        await session.SaveAsync(record);
        await session.FlushAsync();
        var transaction = await session.BeginTransactionAsync();
        await ExecuteAsync(transaction, "DROP TABLE Mail_Record", 0);
        await ExecuteAsync(transaction, "DROP TABLE Mail_RecordBlob", 0);

        // The types are compared with the stored ones, not written: other names would not be found by a newer version.
        await ExecuteAsync(
            transaction, "UPDATE Mail_Document SET Content = @content WHERE Type = @type", 1, VersionOneData.ItemType, VersionOneData.Email);
        await ExecuteAsync(
            transaction, "UPDATE Document SET Content = @content WHERE Type = @type", 1, VersionOneData.SetupStateType, VersionOneData.SetupState);
        await ExecuteAsync(
            transaction, "UPDATE Document SET Content = @content WHERE Type = @type", 1, VersionOneData.PeopleStateType, """{"Identifier":"firstversionfirstversion02"}""");
    }

    private static async Task ExecuteAsync(
        DbTransaction transaction, string sql, int rows, string? type = null, string? content = null)
    {
        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        foreach (var (name, value) in new[] { ("@type", type), ("@content", content) }.Where(p => p.Item2 is not null))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        var changed = await command.ExecuteNonQueryAsync();
        Assert.True(rows == 0 || changed == rows, $"{sql}: {changed} rows of {type}");
    }

    /// <summary>As a new process finds the tenant.</summary>
    private async Task RestartAsync()
    {
        var (host, settings) = await _host.UsingAsync(services => Task.FromResult(
            (services.GetRequiredService<IShellHost>(), services.GetRequiredService<ShellSettings>())));
        await host.ReloadShellContextAsync(settings);
    }

    private Task<int?> VersionAsync() => _host.UsingAsync(async services =>
        (await services.GetRequiredService<ISession>().Query<DataMigrationRecord>().FirstOrDefaultAsync())!
            .DataMigrations.Single(m => m.DataMigrationClass == VersionOneData.Migration).Version);

    private static List<string> Schema(IEnumerable<string> image) =>
        image.Where(line => line.StartsWith("schema ", StringComparison.Ordinal)).ToList();

    /// <summary>Our tables and indexes, our content types, and every stored e-mail.</summary>
    private Task<List<string>> ImageAsync() => _host.UsingAsync(async services =>
    {
        var transaction = await services.GetRequiredService<ISession>().BeginTransactionAsync();
        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, """
            SELECT 'schema ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE name LIKE '%Mail%'
            UNION ALL SELECT 'mail ' || Id || Type || Content FROM Mail_Document
            UNION ALL SELECT 'definition ' || Content FROM Document WHERE Type LIKE '%ContentDefinitionRecord%'
            ORDER BY 1
            """);
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    });
}
