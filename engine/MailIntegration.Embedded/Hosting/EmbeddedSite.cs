using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MailIntegration.Embedded.Hosting;

/// <summary>The standalone host as its mails and messages name it.</summary>
internal sealed class EmbeddedSite : ISiteFacts
{
    private readonly EmbeddedOptions _options;
    private readonly IMailSetupStore _setup;
    private readonly IServer _server;

    public EmbeddedSite(EmbeddedOptions options, IMailSetupStore setup, IServer server)
    {
        _options = options;
        _setup = setup;
        _server = server;
    }

    /// <summary>Scheme, host and port, known once the host listens.</summary>
    public string Origin => (_options.PublicUrl?.AbsoluteUri
            ?? _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? EmbeddedOptions.DefaultUrls)
        .TrimEnd('/')
        .Replace("[::]", "localhost", StringComparison.Ordinal)
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal);

    public async ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken)
    {
        var company = (await _setup.GetAsync(cancellationToken)).Settings.CompanyName;
        return new SiteFacts(company.Length > 0 ? company : "Mail Integration", Origin + EmbeddedOptions.Prefix, _options.Language)
        {
            Portal = Origin + EmbeddedOptions.Prefix + "/portal",
        };
    }
}
