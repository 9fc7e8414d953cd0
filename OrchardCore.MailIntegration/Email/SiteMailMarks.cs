using OrchardCore.Email;

namespace OrchardCore.MailIntegration.Email;

/// <summary>What this request's messages are known for, between the moments at which Orchard tells of them.</summary>
public sealed class SiteMailMarks
{
    private readonly HashSet<MailMessage> _queued = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _subjects = new(StringComparer.Ordinal);

    /// <summary>The outbox has it: its journal tells what becomes of it.</summary>
    public void SetQueued(MailMessage message) => _queued.Add(message);

    public bool IsQueued(MailMessage message) => _queued.Contains(message);

    /// <summary>A body that was made of a template of ours, with the subject that belongs to it.</summary>
    public void SetSubject(string html, string subject) => _subjects[html] = subject;

    public string? SubjectOf(string? html) => html is null ? null : _subjects.GetValueOrDefault(html);
}
