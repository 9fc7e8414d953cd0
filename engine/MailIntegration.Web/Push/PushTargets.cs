using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Push;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Push;

/// <summary>Where providers reach this site: its public address from the settings, and the path at which it is mounted.</summary>
internal sealed class PushTargets : IPushTargets
{
    public const string Microsoft365Route = "/push/microsoft365";
    public const string GoogleRoute = "/push/google";

    private readonly MailWebOptions _options;

    public PushTargets(IOptions<MailWebOptions> options)
    {
        _options = options.Value;
    }

    public PushTarget? Of(ProviderKind provider, MailSettings settings) => settings.PublicUrl is not { Length: > 0 } site ? null : provider switch
    {
        ProviderKind.Microsoft365 => new PushTarget(At(site, Microsoft365Route), null),
        ProviderKind.Gmail when settings.GooglePushTopic is { Length: > 0 } topic => new PushTarget(At(site, GoogleRoute), topic),
        _ => null,
    };

    /// <summary>Without a topic too: the address is typed into Pub/Sub before there is one here.</summary>
    public Uri? GoogleEndpoint(MailSettings settings) => settings.PublicUrl is { Length: > 0 } site ? At(site, GoogleRoute) : null;

    private Uri At(string site, string route) => new(site.TrimEnd('/') + _options.PublicPath + route);
}
