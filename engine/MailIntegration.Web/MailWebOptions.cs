using System.Reflection;

namespace MailIntegration.Web;

/// <summary>What the home tells the mail centre about itself.</summary>
public sealed class MailWebOptions
{
    /// <summary><c>embedded</c> or <c>orchard</c>; the client hides what a home does not have.</summary>
    public string Home { get; set; } = "embedded";

    /// <summary>Scheme, host and port under which people reach the site, for links that leave it; null takes those of the request.</summary>
    public Uri? PublicOrigin { get; set; }

    /// <summary>The path of the mail centre as the internet sees it below the site's address, with a tenant's prefix; begins
    /// with a slash, does not end with one.</summary>
    public string PublicPath { get; set; } = "/mail";

    /// <summary>Path of the home's own page of a contact, with <c>{id}</c> in it; null where there is none.</summary>
    public string? ContactPath { get; set; }

    /// <summary>Most bytes of a request body. Default 256 KB: the largest is a certificate.</summary>
    public long MaxRequestBody { get; set; } = 256 * 1024;

    /// <summary>Longest life of a live connection. Default 60 s.</summary>
    public TimeSpan LiveDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause after which a live connection gets a sign of life. Default 15 s.</summary>
    public TimeSpan LiveHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    public string Version { get; set; } =
        typeof(MailWebOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0";
}
