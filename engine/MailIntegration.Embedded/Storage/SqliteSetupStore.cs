using MailIntegration.Engine.Channels;

namespace MailIntegration.Embedded.Storage;

/// <summary>The configuration as one JSON row per item. Every save raises one number, by which other processes notice.</summary>
internal sealed class SqliteSetupStore : IMailSetupStore
{
    private const string Raise = "UPDATE setup SET version = version + 1 WHERE kind = 'snapshot'";
    private readonly SqliteDatabase _database;
    private volatile Snapshot? _cached;

    public SqliteSetupStore(SqliteDatabase database) => _database = database;

    public ValueTask<MailSetup> GetAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var snapshot = _database.Read(session =>
        {
            var version = session.Number("SELECT version FROM setup WHERE kind = 'snapshot' AND id = ''")!.Value;
            return _cached is { } cached && cached.Version == version ? cached : new Snapshot(version, Load(session));
        });
        _cached = snapshot;
        return ValueTask.FromResult(snapshot.Setup);
    }

    public Task<bool> SaveAsync(MailSettings settings, CancellationToken cancellationToken) =>
        SaveAsync("settings", "", settings.Version, settings with { Version = settings.Version + 1 }, cancellationToken);

    public Task<bool> SaveAsync(Channel channel, CancellationToken cancellationToken) =>
        SaveAsync("channel", channel.Id, channel.Version, channel with { Version = channel.Version + 1 }, cancellationToken);

    public Task<bool> SaveAsync(ChannelAddress address, CancellationToken cancellationToken) =>
        SaveAsync("address", address.Id, address.Version, address with { Version = address.Version + 1 }, cancellationToken);

    public Task DeleteChannelAsync(string channelId, CancellationToken cancellationToken) => DeleteAsync(
        """
        DELETE FROM setup WHERE (kind = 'channel' AND id = ?1) OR (kind = 'address' AND json ->> '$.ChannelId' = ?1)
        """,
        channelId, cancellationToken);

    public Task DeleteAddressAsync(string addressId, CancellationToken cancellationToken) =>
        DeleteAsync("DELETE FROM setup WHERE kind = 'address' AND id = ?1", addressId, cancellationToken);

    private Task<bool> SaveAsync<T>(string kind, string id, long version, T item, CancellationToken cancellationToken)
    {
        var sql = version == 0
            ? "INSERT OR IGNORE INTO setup (kind, id, version, json) VALUES (?1, ?2, ?3 + 1, ?4)"
            : "UPDATE OR IGNORE setup SET version = ?3 + 1, json = ?4 WHERE kind = ?1 AND id = ?2 AND version = ?3";
        return _database.WriteAsync(
            session => session.Run(sql, kind, id, version, StoredJson.Write(item)) > 0 && session.Run(Raise) > 0,
            cancellationToken);
    }

    private Task<bool> DeleteAsync(string sql, string id, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Run(sql, id) > 0 && session.Run(Raise) > 0, cancellationToken);

    private static MailSetup Load(SqliteSession session)
    {
        List<T> Items<T>(string kind) => session.Many(
            "SELECT json FROM setup WHERE kind = ?1 ORDER BY id", row => StoredJson.Read<T>(row.GetString(0)), kind);
        return new MailSetup
        {
            Settings = Items<MailSettings>("settings") is [var settings] ? settings : new MailSettings(),
            Channels = Items<Channel>("channel").AsReadOnly(),
            Addresses = Items<ChannelAddress>("address").AsReadOnly(),
        };
    }

    private sealed record Snapshot(long Version, MailSetup Setup);
}
