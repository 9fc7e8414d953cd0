using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Port: the site's own way of sending mail, beside the connected mailboxes (CO2). What it was given cannot be looked up
/// afterwards, so an outcome that stays unknown is for a person to decide.
/// </summary>
public interface ISiteMailer
{
    /// <summary>Who mail of the site comes from; null while the site cannot send.</summary>
    ValueTask<MailboxAddress?> GetFromAsync(CancellationToken cancellationToken);

    /// <summary>Hands a mail over. Whatever is thrown but <see cref="SiteMailException"/> leaves the outcome unknown.</summary>
    /// <exception cref="SiteMailException">The mail was refused and has not left.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

/// <summary>A site that sends no mail of its own.</summary>
internal sealed class NoSiteMailer : ISiteMailer
{
    public ValueTask<MailboxAddress?> GetFromAsync(CancellationToken cancellationToken) => ValueTask.FromResult<MailboxAddress?>(null);

    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        throw new SiteMailException(new Reason("site-mailer-missing"));
}

/// <summary>The site's mailer refused a mail; it has not left.</summary>
public sealed class SiteMailException : Exception
{
    public SiteMailException(Reason reason, Exception? inner = null) : base(reason?.ToString(), inner)
    {
        Reason = reason ?? new Reason("site-mailer-refused");
    }

    public Reason Reason { get; }
}
