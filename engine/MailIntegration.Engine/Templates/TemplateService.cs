using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Templates;

/// <summary>A template on a list: what the product knows of it, and what the site made of it.</summary>
/// <param name="System">Null for one that people made.</param>
/// <param name="Stored">Null while nobody touched it: the built-in texts are sent.</param>
public sealed record TemplateEntry(string Id, SystemTemplate? System, MailTemplate? Stored)
{
    /// <summary>What is sent now.</summary>
    public bool IsOn => System is { CanDisable: false } || Stored?.Published?.IsOn != false;
}

/// <summary>Lists, checks and saves templates (MC1-MC3, MC5). Both homes ask here, whatever the editor.</summary>
public sealed class TemplateService
{
    public const int MaxTemplates = 400;

    private readonly ITemplateStore _store;
    private readonly TemplateChecker _checker;
    private readonly TimeProvider _time;

    public TemplateService(ITemplateStore store, TemplateChecker checker, TimeProvider time)
    {
        _store = store;
        _checker = checker;
        _time = time;
    }

    /// <summary>System templates first, in their order, then the others by name.</summary>
    public async Task<IReadOnlyList<TemplateEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var stored = (await _store.ListAsync(cancellationToken)).ToDictionary(t => t.Id, StringComparer.Ordinal);
        return SystemTemplates.All
            .Select(s => new TemplateEntry(s.Code, s, stored.GetValueOrDefault(s.Code)))
            .Concat(stored.Values
                .Where(t => SystemTemplates.Find(t.Id) is null)
                .OrderBy(t => t.Latest.Name, StringComparer.CurrentCultureIgnoreCase)
                .Select(t => new TemplateEntry(t.Id, null, t)))
            .ToList();
    }

    /// <summary>Null when there is no such template.</summary>
    public async Task<TemplateEntry?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var system = SystemTemplates.Find(id);
        var stored = await _store.FindAsync(id, cancellationToken);
        return system is null && stored is null ? null : new TemplateEntry(id, system, stored);
    }

    /// <inheritdoc cref="ITemplateStore.GetVersionsAsync"/>
    public Task<IReadOnlyList<TemplateVersion>> GetVersionsAsync(string id, CancellationToken cancellationToken) =>
        _store.GetVersionsAsync(id, cancellationToken);

    /// <summary>Makes a template for later use (MC2); it is a draft until it is published.</summary>
    public async Task<SetupResult<TemplateEntry>> AddAsync(TemplateContent content, string? author, CancellationToken cancellationToken)
    {
        if ((await _store.ListAsync(cancellationToken)).Count >= MaxTemplates)
        {
            return SetupResult.Invalid<TemplateEntry>("", Bounds.TooMany(MaxTemplates));
        }

        return await SaveAsync(
            new TemplateSave(Ids.New(_time.GetUtcNow()), content, IsPublished: false, null, author), cancellationToken);
    }

    /// <summary>Saves a draft, or publishes. A draft may be wrong; what is published may not.</summary>
    public async Task<SetupResult<TemplateEntry>> SaveAsync(TemplateSave save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        var clean = save with { Content = TemplateChecker.Tidy(save.Content) };
        var errors = await _checker.CheckAsync(save.Id, clean.Content, save.IsPublished, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<TemplateEntry>(errors);
        }

        return await _store.SaveAsync(clean, cancellationToken) && await FindAsync(save.Id, cancellationToken) is { } saved
            ? SetupResult.Saved(saved)
            : SetupResult.Stale<TemplateEntry>();
    }

    /// <summary>Switches what is sent on or off; a draft stays a draft.</summary>
    public async Task<SetupResult<TemplateEntry>> SwitchAsync(string id, bool isOn, string? author, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } entry || (entry.System is null && entry.Stored?.Published is null))
        {
            return SetupResult.NotFound<TemplateEntry>();
        }

        var content = (entry.Stored?.Published ?? new TemplateContent()) with { IsOn = isOn };
        var saved = await SaveAsync(new TemplateSave(id, content, IsPublished: true, entry.Stored?.Stamp, author), cancellationToken);
        return saved.Value is { Stored: { } stored } && entry.Stored?.Draft is { } draft
            ? await SaveAsync(new TemplateSave(id, draft with { IsOn = isOn }, IsPublished: false, stored.Stamp, author), cancellationToken)
            : saved;
    }

    /// <summary>Publishes an older version again.</summary>
    public async Task<SetupResult<TemplateEntry>> RollBackAsync(
        string id, string versionId, string stamp, string? author, CancellationToken cancellationToken)
    {
        var versions = await _store.GetVersionsAsync(id, cancellationToken);
        return versions.FirstOrDefault(v => v.Id == versionId) is { } version
            ? await SaveAsync(new TemplateSave(id, version.Content, IsPublished: true, stamp, author), cancellationToken)
            : SetupResult.NotFound<TemplateEntry>();
    }

    public async Task<SetupResult<TemplateEntry>> DiscardDraftAsync(string id, string stamp, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { Stored: { } stored } entry)
        {
            return SetupResult.NotFound<TemplateEntry>();
        }

        if (stored.Draft is not null && !await _store.DiscardDraftAsync(id, stamp, cancellationToken))
        {
            return SetupResult.Stale<TemplateEntry>();
        }

        return SetupResult.Saved(await FindAsync(id, cancellationToken) ?? entry with { Stored = null });
    }

    /// <summary>Removes a template that people made; a system template goes back to its built-in texts.</summary>
    /// <returns>False when there is nothing to remove.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(id, cancellationToken) is null)
        {
            return false;
        }

        await _store.DeleteAsync(id, cancellationToken);
        return true;
    }
}
