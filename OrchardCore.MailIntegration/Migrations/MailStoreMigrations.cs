using OrchardCore.Data.Migration;
using OrchardCore.MailIntegration.Indexes;
using YesSql.Sql;
using YesSql.Sql.Schema;

namespace OrchardCore.MailIntegration.Migrations;

/// <summary>
/// The tables of the collection Mail beside its documents. Times are unix milliseconds, enumerations and flags integers,
/// members and addresses numbers of the table Name. An e-mail's number is its moment, then 20 bits to tell mails of one
/// millisecond apart, so that every index that ends in one is in the order of the list. Primary keys and unique columns
/// only through the schema builder: it also runs, without a connection, when a tenant is removed.
/// </summary>
public sealed class MailStoreMigrations : DataMigration
{
    // MySQL allows 767 bytes of key in its oldest row format, and 4 bytes a character.
    private const int IdLength = 64;
    private const int NameLength = 128;
    private const int KeyLength = 128;

    public async Task<int> CreateAsync()
    {
        await CreateEmailsAsync();
        await CreateConversationsAsync();
        await CreateReadersAsync();
        await CreateLedgerAsync();
        await CreateRecordsAsync();
        return 1;
    }

    /// <summary>
    /// Documents of capabilities. Several databases compare text without case, or as if blanks at its end were not there,
    /// so keys and conditions are hashes (see <see cref="Storage.RowKey"/>); the texts stand beside them to be read.
    /// </summary>
    public async Task<int> UpdateFrom1Async()
    {
        await CreateAsync(
            "Record",
            table => table
                .Column<string>("RecordKey", c => c.PrimaryKey().NotNull().WithLength(KeyLength))
                .Column<string>("UniqueKey", c => Unique(c, IdLength))
                .Column<long>("KindHash", c => c.NotNull())
                .Column<long>("OwnerHash")
                .Column<long>("StateHash")
                .Column<long>("ConversationHash")
                .Column<long>("At", c => c.NotNull())
                .Column<long>("DueAt")
                .Column<long>("Version", c => c.NotNull())
                .Column<string>("Kind", c => c.NotNull().WithLength(50))
                .Column<string>("Id", c => c.NotNull().WithLength(200))
                .Column<string>("Owner", c => c.WithLength(320))
                .Column<string>("State", c => c.WithLength(50))
                .Column<string>("ConversationId", c => c.WithLength(IdLength))
                .Column<string>("OwnKey", c => c.WithLength(500))
                .Column<string>("Json", c => c.NotNull().Unlimited())
                .Column<string>("Blobs", c => c.Unlimited()),
            ["KindHash", "At", "RecordKey"], ["KindHash", "OwnerHash", "At", "RecordKey"],
            ["KindHash", "StateHash", "At", "RecordKey"], ["KindHash", "DueAt", "RecordKey"],
            ["ConversationHash", "KindHash", "At", "RecordKey"]);
        await CreateAsync(
            "RecordBlob",
            table => table
                .Column<string>("RecordKey", c => c.NotNull().WithLength(KeyLength))
                .Column<long>("BlobHash", c => c.NotNull())
                .Column<string>("Blob", c => c.NotNull().WithLength(KeyLength)),
            ["BlobHash"], ["RecordKey"]);
        return 2;
    }

    private async Task CreateEmailsAsync()
    {
        await SchemaBuilder.CreateMapIndexTableAsync<EmailIndex>(
            table => table
                .Column<string>(nameof(EmailIndex.EmailId), c => c.NotNull().WithLength(IdLength))
                .Column<string>(nameof(EmailIndex.LogicalKey), c => Unique(c, KeyLength))
                .Column<string>(nameof(EmailIndex.Kind), c => c.NotNull().WithLength(16))
                .Column<DateTime>(nameof(EmailIndex.At), c => c.NotNull())
                .Column<string>(nameof(EmailIndex.Subject), c => c.NotNull().WithLength(EmailIndex.MaxSubject))
                .Column<string>(nameof(EmailIndex.FromName), c => c.WithLength(EmailIndex.MaxName))
                .Column<string>(nameof(EmailIndex.FromAddress), c => c.WithLength(EmailIndex.MaxAddress))
                .Column<string>(nameof(EmailIndex.Snippet), c => c.NotNull().WithLength(EmailIndex.MaxSnippet)),
            MailConstants.Collection);

        // What changes about an e-mail; the document and its index keep what it says.
        await CreateAsync(
            "EmailState",
            table => Key(table, "Number")
                .Column<string>("EmailId", c => Unique(c, IdLength))
                .Column<long>("DocumentId", c => c.NotNull())
                .Column<long>("Conversation", c => c.NotNull())
                .Column<int>("State", c => c.NotNull())
                .Column<long>("StateAt")
                .Column<int>("Attachments", c => c.NotNull()),
            ["DocumentId"], ["Conversation", "Number"], ["State", "StateAt"]);

        // Recipients, attachments and the like of mail that has more of them than the part may hold.
        await CreateAsync("EmailDetail", table => Key(table, "Email").Column<string>("Json", c => c.NotNull().Unlimited()));
        await CreateAsync("EmailWords", table => Key(table, "Email").Column<string>("Words", c => c.NotNull().Unlimited()));
        await CreateAsync(
            "EmailLink",
            table => Key(table, "Email", "Address")
                .Column<int>("Folder", c => c.NotNull())
                .Column<long>("Received", c => c.NotNull()),
            ["Address", "Email"]);
    }

    private async Task CreateConversationsAsync()
    {
        // A conversation that was merged stays as a signpost.
        await CreateAsync(
            "Conversation",
            table => table
                .Column<long>("Number", c => c.PrimaryKey().Identity().NotNull())
                .Column<string>("ConversationId", c => Unique(c, IdLength))
                .Column<int>("State", c => c.NotNull())
                .Column<string>("Assignee", c => c.WithLength(NameLength))
                .Column<long>("MergedInto"),
            ["State", "Number"], ["Assignee"], ["MergedInto"]);
        await CreateAsync(
            "ConversationTag",
            table => table
                .Column<long>("Conversation", c => c.NotNull())
                .Column<string>("Tag", c => c.NotNull().WithLength(150)),
            ["Conversation"], ["Tag", "Conversation"]);
        await CreateAsync(
            "ThreadReference",
            table => table
                .Column<string>("ReferenceKey", c => c.PrimaryKey().NotNull().WithLength(KeyLength))
                .Column<long>("Address", c => c.NotNull())
                .Column<long>("Conversation", c => c.NotNull()),
            ["Conversation"], ["Address"]);
    }

    private async Task CreateReadersAsync()
    {
        await CreateAsync(
            "Name",
            table => table
                .Column<long>("Number", c => c.PrimaryKey().Identity().NotNull())
                .Column<string>("Id", c => Unique(c, NameLength)));

        // One row per mail and reader. Principals: 0 is all managers, m the member m, -m the member m for mail that
        // managers do not see.
        await CreateAsync(
            "EmailLinkIndex",
            table => Key(table, "Email", "Principal", "Address")
                .Column<int>("Box", c => c.NotNull())
                .Column<long>("Conversation", c => c.NotNull())
                .Column<int>("Attachments", c => c.NotNull()),
            ["Principal", "Box", "Email", "Conversation", "Address", "Attachments"],
            ["Principal", "Address", "Box", "Email", "Conversation", "Attachments"],
            ["Conversation", "Principal"]);

        // Only what is unread. Linked: the member reads the address, and does not see the mail as a manager only.
        await CreateAsync(
            "EmailUnread",
            table => Key(table, "Email", "Member", "Address")
                .Column<int>("Box", c => c.NotNull())
                .Column<int>("Linked", c => c.NotNull())
                .Column<long>("Conversation", c => c.NotNull()),
            ["Member", "Box", "Email", "Linked", "Conversation", "Address"],
            ["Member", "Address", "Box", "Email", "Linked", "Conversation"],
            ["Conversation", "Member"]);
        await CreateAsync("Audience", table => Key(table, "Address", "Principal"));
    }

    private Task CreateLedgerAsync() => CreateAsync(
        "Message",
        table => table
            .Column<string>("MessageKey", c => c.PrimaryKey().NotNull().WithLength(KeyLength))
            .Column<long>("Address", c => c.NotNull())
            .Column<string>("ProviderId", c => c.NotNull().WithLength(1000))
            .Column<int>("Folder", c => c.NotNull())
            .Column<long>("Received", c => c.NotNull())
            .Column<int>("Outcome", c => c.NotNull())
            .Column<string>("Reason", c => c.Unlimited())
            .Column<long>("Email")
            .Column<string>("RawBlob", c => c.WithLength(KeyLength))
            .Column<long>("RawBlobHash")
            .Column<long>("Size", c => c.NotNull())
            .Column<int>("Attempts", c => c.NotNull())
            .Column<long>("RetryAt")
            .Column<long>("GoneAt")
            .Column<long>("Version", c => c.NotNull()),
        ["Address", "Received", "GoneAt"], ["Outcome", "Received"], ["Received"], ["Email"], ["RawBlobHash"]);

    private async Task CreateRecordsAsync()
    {
        await CreateAsync(
            "Cursor",
            table => Key(table, "Address", "Folder", "Kind")
                .Column<string>("Token", c => c.Unlimited())
                .Column<int>("IsComplete", c => c.NotNull())
                .Column<long>("UntilAt")
                .Column<long>("Version", c => c.NotNull()));
        await CreateAsync(
            "Health",
            table => Key(table, "Address")
                .Column<long>("LastSuccess")
                .Column<long>("LastAttempt")
                .Column<string>("Problem", c => c.Unlimited())
                .Column<long>("NotBefore")
                .Column<int>("Failures", c => c.NotNull()));
        await CreateAsync(
            "LedgerDay",
            table => Key(table, "Address", "Day")
                .Column<long>("ProviderCount", c => c.NotNull())
                .Column<long>("LedgerCount", c => c.NotNull())
                .Column<long>("CheckedAt", c => c.NotNull()));
        await CreateAsync(
            "Work",
            table => table
                .Column<string>("WorkId", c => c.PrimaryKey().NotNull().WithLength(IdLength))
                .Column<string>("Kind", c => c.NotNull().WithLength(NameLength))
                .Column<long>("DueAt", c => c.NotNull())
                .Column<string>("Payload", c => c.NotNull().Unlimited())
                .Column<int>("Attempts", c => c.NotNull()),
            ["DueAt"]);
        await CreateAsync(
            "Event",
            table => table
                .Column<long>("Number", c => c.PrimaryKey().Identity().NotNull())
                .Column<string>("EventId", c => Unique(c, IdLength))
                .Column<string>("Kind", c => c.NotNull().WithLength(NameLength))
                .Column<long>("At", c => c.NotNull())
                .Column<string>("Payload", c => c.NotNull().Unlimited())
                .Column<string>("AddressId", c => c.WithLength(NameLength)));
        await CreateAsync(
            "Lease",
            table => table
                .Column<string>("Name", c => c.PrimaryKey().NotNull().WithLength(NameLength))
                .Column<long>("Token", c => c.NotNull())
                .Column<long>("Expires", c => c.NotNull()));
    }

    private async Task CreateAsync(string name, Action<ICreateTableCommand> columns, params string[][] indexes)
    {
        var table = $"{MailConstants.Collection}_{name}";
        await SchemaBuilder.CreateTableAsync(table, columns);
        foreach (var index in indexes)
        {
            await SchemaBuilder.AlterTableAsync(
                table, alter => alter.CreateIndex($"IDX_{table}_{string.Concat(index.Take(3))}", index));
        }
    }

    private static ICreateTableCommand Key(ICreateTableCommand table, params string[] columns)
    {
        foreach (var column in columns)
        {
            table.Column<long>(column, c => c.PrimaryKey().NotNull());
        }

        return table;
    }

    private static void Unique(ICreateColumnCommand column, int length) => column.Unique().NotNull().WithLength(length);
}
