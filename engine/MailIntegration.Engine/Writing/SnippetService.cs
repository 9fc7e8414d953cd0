using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>A text that members insert into what they write.</summary>
public sealed record Snippet(string Id, string Name, string Html, long Version);

/// <summary>Keeps the texts to insert; everybody reads them, managers write them.</summary>
public sealed class SnippetService
{
    private const int MaxSnippets = 500;

    private readonly IMailStore _store;
    private readonly IHtmlCleaner _cleaner;
    private readonly TimeProvider _time;

    public SnippetService(IMailStore store, IHtmlCleaner cleaner, TimeProvider time)
    {
        _store = store;
        _cleaner = cleaner;
        _time = time;
    }

    /// <summary>All, by name.</summary>
    public async Task<IReadOnlyList<Snippet>> ListAsync(CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.Snippet, Take = MaxSnippets };
        return (await _store.GetRecordsAsync(query, cancellationToken)).Select(Read)
            .OrderBy(s => s.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
    }

    /// <param name="snippet">A new one has no id and version 0.</param>
    public async Task<SetupResult<Snippet>> SaveAsync(Snippet snippet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snippet);
        var errors = await CheckAsync(snippet, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Snippet>(errors);
        }

        var now = _time.GetUtcNow();
        var at = now;
        if (snippet.Id.Length > 0)
        {
            if (await _store.FindRecordsAsync(RecordKinds.Snippet, [snippet.Id], cancellationToken) is not [var record])
            {
                return SetupResult.NotFound<Snippet>();
            }

            at = record.At;
        }

        var saved = snippet with
        {
            Id = snippet.Id.Length > 0 ? snippet.Id : Ids.New(now),
            Name = snippet.Name.Trim(),
            Html = OutgoingHtml.Clean(_cleaner, snippet.Html),
        };
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Snippet,
                        Id = saved.Id,
                        Version = snippet.Id.Length > 0 ? snippet.Version : 0,
                        Json = WritingJson.Write(saved),
                        Key = saved.Name.ToUpperInvariant(),
                        At = at,
                    },
                ],
            },
            cancellationToken);
        return result.Outcome == ApplyOutcome.Applied
            ? SetupResult.Saved(saved with { Version = snippet.Version + 1 })
            : SetupResult.Stale<Snippet>();
    }

    /// <returns>False when there is no such text.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if ((await _store.FindRecordsAsync(RecordKinds.Snippet, [id], cancellationToken)).Count == 0)
        {
            return false;
        }

        await _store.ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.Snippet, id)] }, cancellationToken);
        return true;
    }

    private async Task<SetupErrors> CheckAsync(Snippet snippet, CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        var name = snippet.Name.Trim();
        if (name.Length == 0)
        {
            errors.Add("name", "name-required");
        }
        else if (name.Length > SetupValidator.MaxName || name.Any(char.IsControl))
        {
            errors.Add("name", "text-malformed");
        }

        if (snippet.Html.Length > WritingLimits.MaxHtml / 3)
        {
            errors.Add("html", Bounds.TooLong(WritingLimits.MaxHtml / 3));
        }

        var others = (await ListAsync(cancellationToken)).Where(s => s.Id != snippet.Id).ToList();
        if (others.Exists(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            errors.Add("name", new Reason("name-taken", "name", name));
        }

        return others.Count < MaxSnippets ? errors : errors.Add("", Bounds.TooMany(MaxSnippets));
    }

    private static Snippet Read(MailRecord record) =>
        WritingJson.Read<Snippet>(record.Json) with { Id = record.Id, Version = record.Version };
}
