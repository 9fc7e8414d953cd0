using System.Net;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using OrchardCore.Email;
using OrchardCore.Infrastructure;

namespace OrchardCore.MailIntegration.Email;

/// <summary>
/// Sends the site's mail by a connected address: by the outbox, so that nothing is lost or sent twice. What the address cannot
/// carry (attachments, another sender, an address for answers), and everything when the outbox refuses, leaves by the site's own
/// provider, so that a password reset always leaves.
/// </summary>
internal sealed class ChannelEmailProvider : IEmailProvider
{
    private readonly Sender _sender;
    private readonly IEmailProvider? _site;
    private readonly OutboxWriter _outbox;
    private readonly SiteMailMarks _marks;
    private readonly ILogger _logger;
    private readonly IStringLocalizer S;

    public ChannelEmailProvider(
        Sender sender,
        IEmailProvider? site,
        OutboxWriter outbox,
        SiteMailMarks marks,
        ILogger logger,
        IStringLocalizer<ChannelEmailProviders> localizer)
    {
        _sender = sender;
        _site = site;
        _outbox = outbox;
        _marks = marks;
        _logger = logger;
        S = localizer;
    }

    public LocalizedString DisplayName => S["Mail integration"];

    public async Task<Result> SendAsync(MailMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (CanCarry(message) && await QueueAsync(message, cancellationToken))
        {
            _marks.SetQueued(message);
            return Result.Success();
        }

        return _site is null
            ? Result.Failed(S["The e-mail could not be sent: neither the connected address nor a provider of the site took it."])
            : await _site.SendAsync(message, cancellationToken);
    }

    private bool CanCarry(MailMessage message) =>
        message.Attachments.Count == 0
        && string.IsNullOrWhiteSpace(message.ReplyTo)
        && (string.IsNullOrWhiteSpace(message.From) || _site is null
            || message.From.Trim().Equals(_sender.From.Address, StringComparison.OrdinalIgnoreCase));

    private async Task<bool> QueueAsync(MailMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _outbox.QueueAsync(
                new OutboxRequest
                {
                    // Not ours to judge: a module of the site asked for it, and a password reset must not meet a budget.
                    Sender = _sender,
                    IsSites = true,
                    Draft = new Draft
                    {
                        SenderId = _sender.Id,
                        To = List(message.To),
                        Cc = List(message.Cc),
                        Bcc = List(message.Bcc),
                        Subject = message.Subject ?? "",
                        Html = message.HtmlBody ?? Paragraphs(message.TextBody ?? ""),
                    },
                },
                cancellationToken);
            if (result.Value is null)
            {
                _logger.LogWarning("A mail of the site leaves by the site's own provider: {Reason}", result.Errors.First);
            }

            return result.Value is not null;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "A mail of the site could not be queued and leaves by the site's own provider.");
            return false;
        }
    }

    private static IReadOnlyList<MailboxAddress> List(string? addresses) => (addresses ?? "")
        .Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(a => new MailboxAddress(null, a)).ToList();

    private static string Paragraphs(string text) =>
        $"<p>{WebUtility.HtmlEncode(text).ReplaceLineEndings("<br>")}</p>";
}
