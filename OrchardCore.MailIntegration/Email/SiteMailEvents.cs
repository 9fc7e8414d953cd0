using MailIntegration.Engine;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using OrchardCore.Email;

namespace OrchardCore.MailIntegration.Email;

/// <summary>Records every mail that a module of the site sends (LW8), and gives the account mails their subjects.</summary>
public sealed class SiteMailEvents : IEmailServiceEvents
{
    private readonly SiteMailLog _log;
    private readonly SiteMailMarks _marks;

    public SiteMailEvents(SiteMailLog log, SiteMailMarks marks)
    {
        _log = log;
        _marks = marks;
    }

    public Task ValidatingAsync(MailMessage message, MailMessageValidationContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_marks.SubjectOf(message.HtmlBody) is { } subject)
        {
            message.Subject = subject;
        }

        return Task.CompletedTask;
    }

    public Task ValidatedAsync(MailMessage message, MailMessageValidationContext context, CancellationToken cancellationToken = default) =>
        Task.CompletedTask;

    public Task SendingAsync(MailMessage message, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SentAsync(MailMessage message, CancellationToken cancellationToken = default) => LogAsync(message, null, cancellationToken);

    /// <summary>Orchard does not tell the provider's words here; its own log has them.</summary>
    public Task FailedAsync(MailMessage message, CancellationToken cancellationToken = default) =>
        LogAsync(message, new Reason("site-mail-failed"), cancellationToken);

    private Task LogAsync(MailMessage message, Reason? failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SiteMailRoute.IsDirect || _marks.IsQueued(message)
            ? Task.CompletedTask
            : _log.AddAsync(
                new MailboxAddress(null, message.From ?? ""),
                List(message.To).Concat(List(message.Cc)).Concat(List(message.Bcc)).ToList(),
                message.Subject ?? "",
                failure,
                cancellationToken);
    }

    private static IEnumerable<MailboxAddress> List(string? addresses) => (addresses ?? "")
        .Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(a => new MailboxAddress(null, a));
}
