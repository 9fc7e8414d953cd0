namespace MailIntegration.Embedded.Storage;

/// <summary>
/// The tables, as steps that are never edited once released: PRAGMA user_version counts the steps that a file has seen.
/// Times are unix milliseconds. Members and addresses are numbers of the table names. An e-mail's number is its moment
/// (see <see cref="EmailNumber"/>), so every index that ends in one is in the order of the list.
/// </summary>
internal static class Schema
{
    public static IReadOnlyList<string> Steps { get; } = [Mail, SetupAndLeases, Records, OwnerAndState];

    private const string Mail = """
        CREATE TABLE names (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;

        -- A conversation that was merged stays as a signpost. Numbers are not used twice.
        CREATE TABLE conversations (
            n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, state INTEGER NOT NULL DEFAULT 0, assignee TEXT,
            merged_into INTEGER) STRICT;
        CREATE INDEX conversations_state ON conversations (state, n);
        CREATE INDEX conversations_assignee ON conversations (assignee) WHERE assignee IS NOT NULL;
        CREATE INDEX conversations_merged ON conversations (merged_into) WHERE merged_into IS NOT NULL;
        CREATE TABLE conversation_tags (
            conversation INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (conversation, tag)) STRICT, WITHOUT ROWID;
        CREATE INDEX conversation_tags_tag ON conversation_tags (tag);

        CREATE TABLE emails (
            n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, logical_key TEXT NOT NULL UNIQUE, conversation INTEGER NOT NULL,
            kind INTEGER NOT NULL, subject TEXT NOT NULL, from_name TEXT, from_address TEXT, at INTEGER NOT NULL,
            snippet TEXT NOT NULL, attachments INTEGER NOT NULL, state INTEGER NOT NULL, state_at INTEGER) STRICT;
        CREATE INDEX emails_conversation ON emails (conversation, n);
        CREATE INDEX emails_deleted ON emails (state_at) WHERE state = 2;
        CREATE TABLE email_details (email INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
        CREATE VIRTUAL TABLE search USING fts5 (
            text, content = '', contentless_delete = 1, detail = none, prefix = '2 3',
            tokenize = "unicode61 remove_diacritics 2");

        CREATE TABLE links (
            email INTEGER NOT NULL, address INTEGER NOT NULL, folder INTEGER NOT NULL, received INTEGER NOT NULL,
            PRIMARY KEY (email, address)) STRICT, WITHOUT ROWID;
        CREATE INDEX links_address ON links (address, email);

        -- Who sees which mail where. Principals: 0 is all managers, m the member m, -m the member m for mail that managers
        -- do not see.
        CREATE TABLE entries (
            email INTEGER NOT NULL, principal INTEGER NOT NULL, address INTEGER NOT NULL, box INTEGER NOT NULL,
            attachments INTEGER NOT NULL, PRIMARY KEY (email, principal, address)) STRICT, WITHOUT ROWID;
        CREATE INDEX entries_box ON entries (principal, box, email, attachments);
        CREATE TABLE audiences (
            address INTEGER NOT NULL, principal INTEGER NOT NULL, PRIMARY KEY (address, principal)) STRICT, WITHOUT ROWID;

        -- The list: what a principal sees of a conversation in one box (5 is all but spam and deleted) of one address
        -- (scope 0 is all addresses). Computed from entries. A member's -m rows count all that he sees as a manager.
        CREATE TABLE list_rows (
            conversation INTEGER NOT NULL, principal INTEGER NOT NULL, scope INTEGER NOT NULL, box INTEGER NOT NULL,
            emails INTEGER NOT NULL, last INTEGER NOT NULL, first INTEGER NOT NULL, attachments INTEGER NOT NULL,
            PRIMARY KEY (conversation, principal, scope, box)) STRICT, WITHOUT ROWID;
        CREATE INDEX list_rows_last ON list_rows (principal, scope, box, last);

        -- Only what is unread. linked: the member reads the address, and does not see the mail as a manager only.
        CREATE TABLE unread (
            conversation INTEGER NOT NULL, member INTEGER NOT NULL, email INTEGER NOT NULL, address INTEGER NOT NULL,
            box INTEGER NOT NULL, linked INTEGER NOT NULL,
            PRIMARY KEY (conversation, member, email, address)) STRICT, WITHOUT ROWID;
        CREATE INDEX unread_box ON unread (member, box, email, linked);
        CREATE INDEX unread_address ON unread (member, address, box, email, linked);
        CREATE TABLE unread_counts (
            member INTEGER NOT NULL, address INTEGER NOT NULL, linked INTEGER NOT NULL, total INTEGER NOT NULL,
            PRIMARY KEY (member, address)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER unread_added AFTER INSERT ON unread WHEN new.box = 0 BEGIN
            INSERT INTO unread_counts VALUES (new.member, new.address, new.linked, 1)
            ON CONFLICT DO UPDATE SET linked = linked + excluded.linked, total = total + 1;
        END;
        CREATE TRIGGER unread_removed AFTER DELETE ON unread WHEN old.box = 0 BEGIN
            UPDATE unread_counts SET linked = linked - old.linked, total = total - 1
            WHERE member = old.member AND address = old.address;
        END;

        CREATE TABLE messages (
            key TEXT PRIMARY KEY, address INTEGER NOT NULL, provider_id TEXT NOT NULL, folder INTEGER NOT NULL,
            received INTEGER NOT NULL, outcome INTEGER NOT NULL, reason TEXT, email INTEGER, raw_blob TEXT,
            size INTEGER NOT NULL, attempts INTEGER NOT NULL, retry_at INTEGER, gone_at INTEGER, version INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE INDEX messages_received ON messages (received, key);
        CREATE INDEX messages_address ON messages (address, received, key, gone_at);
        CREATE INDEX messages_outcome ON messages (outcome, received, key) WHERE outcome > 1;
        CREATE INDEX messages_retry ON messages (retry_at) WHERE retry_at IS NOT NULL;
        CREATE INDEX messages_email ON messages (email) WHERE email IS NOT NULL;
        CREATE INDEX messages_blob ON messages (raw_blob) WHERE raw_blob IS NOT NULL;

        CREATE TABLE thread_references (
            address INTEGER NOT NULL, message_id TEXT NOT NULL, conversation INTEGER NOT NULL,
            PRIMARY KEY (address, message_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX thread_references_conversation ON thread_references (conversation);

        CREATE TABLE cursors (
            address INTEGER NOT NULL, folder INTEGER NOT NULL, kind INTEGER NOT NULL, token TEXT,
            complete INTEGER NOT NULL, until INTEGER, version INTEGER NOT NULL,
            PRIMARY KEY (address, folder, kind)) STRICT, WITHOUT ROWID;
        CREATE TABLE health (
            address INTEGER PRIMARY KEY, last_success INTEGER, last_attempt INTEGER, problem TEXT, not_before INTEGER,
            failures INTEGER NOT NULL) STRICT;
        CREATE TABLE ledger_days (
            address INTEGER NOT NULL, day INTEGER NOT NULL, provider_count INTEGER NOT NULL, ledger_count INTEGER NOT NULL,
            checked_at INTEGER NOT NULL, PRIMARY KEY (address, day)) STRICT, WITHOUT ROWID;
        CREATE TABLE work (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, due INTEGER NOT NULL, payload TEXT NOT NULL, attempts INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE INDEX work_due ON work (due);
        CREATE TABLE events (
            n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at INTEGER NOT NULL,
            payload TEXT NOT NULL, address TEXT) STRICT;
        """;

    private const string SetupAndLeases = """
        CREATE TABLE setup (
            kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, json TEXT, PRIMARY KEY (kind, id))
            STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX setup_email ON setup (json ->> '$.Email') WHERE kind = 'address';
        INSERT INTO setup (kind, id, version) VALUES ('snapshot', '', 0);
        CREATE TABLE leases (name TEXT PRIMARY KEY, token INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private const string Records = """
        CREATE TABLE records (
            kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, json TEXT NOT NULL, conversation TEXT, owner TEXT,
            state TEXT, key TEXT, due INTEGER, at INTEGER NOT NULL, blobs TEXT, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX records_key ON records (kind, key) WHERE key IS NOT NULL;
        CREATE INDEX records_at ON records (kind, at, id);
        CREATE INDEX records_owner ON records (kind, owner, at, id) WHERE owner IS NOT NULL;
        CREATE INDEX records_conversation ON records (conversation, kind, at, id) WHERE conversation IS NOT NULL;
        CREATE INDEX records_due ON records (kind, due, id) WHERE due IS NOT NULL;
        CREATE INDEX records_state ON records (kind, state, at, id) WHERE state IS NOT NULL;
        CREATE TABLE record_blobs (
            blob TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (blob, kind, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX record_blobs_record ON record_blobs (kind, id);
        """;

    /// <summary>For lists of one owner in one state, such as the journal's filter by address and status.</summary>
    private const string OwnerAndState = """
        CREATE INDEX records_owner_state ON records (kind, owner, state, at, id) WHERE owner IS NOT NULL AND state IS NOT NULL;
        """;
}
