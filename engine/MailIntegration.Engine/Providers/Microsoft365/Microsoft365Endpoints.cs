using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>Where Microsoft 365 is reached, when it is not one of Microsoft's own clouds.</summary>
public sealed record Microsoft365Options
{
    /// <summary>Sign-in host to use for every cloud, for example a sandbox; null takes the cloud's own.</summary>
    public Uri? LoginOverride { get; init; }

    /// <summary>Graph host to use for every cloud; null takes the cloud's own.</summary>
    public Uri? GraphOverride { get; init; }
}

/// <summary>Hosts of one cloud, both with a closing slash. Tokens of one cloud are unknown in the others.</summary>
/// <param name="Login">Sign-in host: <c>{Login}{tenant}/oauth2/v2.0/token</c>, <c>{Login}{tenant}/v2.0/adminconsent</c>.</param>
/// <param name="Graph">Graph host without version; calls go to <c>{Graph}v1.0/</c>.</param>
/// <param name="Scope">The scope of an application's tokens. It names the cloud's own Graph host even when calls go elsewhere.</param>
/// <remarks>Source: learn.microsoft.com/graph/deployments. GCC uses the global hosts.</remarks>
public sealed record Microsoft365Endpoints(Uri Login, Uri Graph, string Scope)
{
    public static Microsoft365Endpoints For(MicrosoftCloud cloud, Microsoft365Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (login, graph) = cloud switch
        {
            MicrosoftCloud.Global => ("https://login.microsoftonline.com/", "https://graph.microsoft.com/"),
            MicrosoftCloud.UsGovernmentHigh => ("https://login.microsoftonline.us/", "https://graph.microsoft.us/"),
            MicrosoftCloud.UsGovernmentDod => ("https://login.microsoftonline.us/", "https://dod-graph.microsoft.us/"),
            MicrosoftCloud.China => ("https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn/"),
            _ => throw new ArgumentOutOfRangeException(nameof(cloud), cloud, null),
        };
        return new Microsoft365Endpoints(
            WithSlash(options.LoginOverride) ?? new Uri(login),
            WithSlash(options.GraphOverride) ?? new Uri(graph),
            graph + ".default");
    }

    private static Uri? WithSlash(Uri? uri) =>
        uri is null || uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
}
