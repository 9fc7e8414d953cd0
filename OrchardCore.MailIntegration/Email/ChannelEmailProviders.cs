using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using OrchardCore.Email;

namespace OrchardCore.MailIntegration.Email;

/// <summary>
/// Puts a connected address before the site's default provider, when the settings name one (LW8). Who asks for a provider by
/// name gets that one.
/// </summary>
public sealed class ChannelEmailProviders : IEmailProviderResolver
{
    private readonly IEmailProviderResolver _inner;
    private readonly SenderDirectory _senders;
    private readonly OutboxWriter _outbox;
    private readonly SiteMailMarks _marks;
    private readonly ILogger _logger;
    private readonly IStringLocalizer<ChannelEmailProviders> S;

    public ChannelEmailProviders(
        IEmailProviderResolver inner,
        SenderDirectory senders,
        OutboxWriter outbox,
        SiteMailMarks marks,
        ILogger<ChannelEmailProviders> logger,
        IStringLocalizer<ChannelEmailProviders> localizer)
    {
        _inner = inner;
        _senders = senders;
        _outbox = outbox;
        _marks = marks;
        _logger = logger;
        S = localizer;
    }

    public async ValueTask<IEmailProvider> GetAsync(string? providerName = null)
    {
        var site = await _inner.GetAsync(providerName);
        return !string.IsNullOrEmpty(providerName) || SiteMailRoute.IsDirect
            || await _senders.FindSiteSenderAsync(CancellationToken.None) is not { } sender
            ? site
            : new ChannelEmailProvider(sender, site, _outbox, _marks, _logger, S);
    }
}
