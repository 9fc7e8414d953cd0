using System.Globalization;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Templates;

/// <summary>Templates as records: the store of homes without content items.</summary>
public sealed class RecordTemplateStore : ITemplateStore
{
    private const int MaxVersions = 50;
    private const int MaxTemplates = 500;

    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public RecordTemplateStore(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public async Task<IReadOnlyList<MailTemplate>> ListAsync(CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.Template, Take = MaxTemplates };
        return (await _store.GetRecordsAsync(query, cancellationToken)).Select(r => Template(r, Read(r))).ToList();
    }

    public async Task<MailTemplate?> FindAsync(string id, CancellationToken cancellationToken) =>
        await RecordAsync(id, cancellationToken) is { } record ? Template(record, Read(record)) : null;

    public async Task<IReadOnlyList<TemplateVersion>> GetVersionsAsync(string id, CancellationToken cancellationToken) =>
        await RecordAsync(id, cancellationToken) is { } record ? Read(record).Versions : [];

    public async Task<bool> SaveAsync(TemplateSave save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        var record = await RecordAsync(save.Id, cancellationToken);
        if (Stamp(record) != save.Stamp)
        {
            return false;
        }

        var stored = record is null ? new Stored() : Read(record);
        if (!save.IsPublished)
        {
            return await WriteAsync(save.Id, record, stored with { Draft = save.Content }, cancellationToken);
        }

        var now = _time.GetUtcNow();
        var version = new TemplateVersion(Ids.New(now), now, save.Author, IsPublished: true, save.Content);
        return await WriteAsync(
            save.Id,
            record,
            new Stored
            {
                Published = save.Content,
                Versions = stored.Versions.Select(v => v with { IsPublished = false }).Prepend(version).Take(MaxVersions).ToList(),
            },
            cancellationToken);
    }

    public async Task<bool> DiscardDraftAsync(string id, string stamp, CancellationToken cancellationToken)
    {
        var record = await RecordAsync(id, cancellationToken);
        if (record is null || Stamp(record) != stamp)
        {
            return false;
        }

        var stored = Read(record);
        if (stored.Published is null)
        {
            await DeleteAsync(id, cancellationToken);
            return true;
        }

        return await WriteAsync(id, record, stored with { Draft = null }, cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => _store.ApplySurelyAsync(
        new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.Template, id)] }, cancellationToken);

    private async Task<bool> WriteAsync(string id, MailRecord? record, Stored stored, CancellationToken cancellationToken)
    {
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Template,
                        Id = id,
                        Version = record?.Version ?? 0,
                        Json = WritingJson.Write(stored),
                        At = _time.GetUtcNow(),
                    },
                ],
            },
            cancellationToken);
        return result.Outcome == ApplyOutcome.Applied;
    }

    private async Task<MailRecord?> RecordAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Template, [id], cancellationToken) is [var record] ? record : null;

    private static MailTemplate Template(MailRecord record, Stored stored) =>
        new(record.Id, stored.Published, stored.Draft, Stamp(record)!, record.At);

    private static string? Stamp(MailRecord? record) => record?.Version.ToString(CultureInfo.InvariantCulture);

    private static Stored Read(MailRecord record) => WritingJson.Read<Stored>(record.Json);

    private sealed record Stored
    {
        public TemplateContent? Published { get; init; }

        public TemplateContent? Draft { get; init; }

        public IReadOnlyList<TemplateVersion> Versions { get; init; } = [];
    }
}
