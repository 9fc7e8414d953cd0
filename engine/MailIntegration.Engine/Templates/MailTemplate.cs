namespace MailIntegration.Engine.Templates;

/// <summary>What a template says, and how it is sent.</summary>
public sealed record TemplateContent
{
    /// <summary>As people know it; system templates have theirs from the client.</summary>
    public string Name { get; init; } = "";

    /// <summary>False sends nothing of it.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The address that sends it; empty for the site's default (MC6).</summary>
    public string SenderId { get; init; } = "";

    /// <summary>Its texts by language, two letters. A language that is missing takes the built-in text.</summary>
    public IReadOnlyDictionary<string, TemplateText> Texts { get; init; } = new Dictionary<string, TemplateText>();
}

/// <summary>A template as it is stored (MC2, MC5).</summary>
/// <param name="Id">The code of a system template, or an id of its own.</param>
/// <param name="Published">What is sent; null before it was published for the first time.</param>
/// <param name="Draft">What somebody is working on; null when that is what is published.</param>
/// <param name="Stamp">Changes with every save: the fence between two editors.</param>
/// <param name="ChangedAt">The last save.</param>
public sealed record MailTemplate(
    string Id, TemplateContent? Published, TemplateContent? Draft, string Stamp, DateTimeOffset ChangedAt)
{
    /// <summary>What an editor begins with.</summary>
    public TemplateContent Latest => Draft ?? Published ?? new TemplateContent();
}

/// <summary>What was published at some time, for roll-back.</summary>
/// <param name="Id">Unique within its template.</param>
/// <param name="Author">Name of whoever published it; null when nobody knows.</param>
public sealed record TemplateVersion(string Id, DateTimeOffset At, string? Author, bool IsPublished, TemplateContent Content);

/// <summary>How a template is to be saved.</summary>
/// <param name="IsPublished">False keeps it as a draft, and what is sent stays as it is.</param>
/// <param name="Stamp">As read; null for one that is not stored yet.</param>
/// <param name="Author">Name of whoever saves.</param>
public sealed record TemplateSave(string Id, TemplateContent Content, bool IsPublished, string? Stamp, string? Author);

/// <summary>Port: keeps templates with their drafts and versions. Whether a content makes sense is decided before
/// (<see cref="TemplateService"/>), in one place for both homes.</summary>
public interface ITemplateStore
{
    /// <summary>All stored templates; system templates that nobody touched are not among them.</summary>
    Task<IReadOnlyList<MailTemplate>> ListAsync(CancellationToken cancellationToken);

    Task<MailTemplate?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>What was published, newest first, at most 50.</summary>
    Task<IReadOnlyList<TemplateVersion>> GetVersionsAsync(string id, CancellationToken cancellationToken);

    /// <returns>False when somebody saved meanwhile, or made one with the same id.</returns>
    Task<bool> SaveAsync(TemplateSave save, CancellationToken cancellationToken);

    /// <summary>Lets go of the draft; what is published stays.</summary>
    /// <returns>False when somebody saved meanwhile.</returns>
    Task<bool> DiscardDraftAsync(string id, string stamp, CancellationToken cancellationToken);

    /// <summary>Removes it with its versions.</summary>
    Task DeleteAsync(string id, CancellationToken cancellationToken);
}
