using MailIntegration.Engine.Templates;

namespace MailIntegration.Embedded.Hosting;

/// <summary>How the standalone host starts: command line over environment (MAIL_URLS and so on) over appsettings.json.</summary>
public sealed record EmbeddedOptions
{
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>Where the mail centre is mounted.</summary>
    public const string Prefix = "/mail";

    /// <summary>Where to listen, separated by semicolons. Loopback, unless told otherwise.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>Address under which people reach the site, when a proxy stands before it.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Folder of everything that is kept; only one process may use it at a time.</summary>
    public string DataFolder { get; init; } = "App_Data";

    /// <summary>A sandbox that stands in for Microsoft's sign-in and Graph; null talks to Microsoft.</summary>
    public Uri? Sandbox { get; init; }

    /// <summary>Opens the sign-in link in the browser.</summary>
    public bool Open { get; init; }

    /// <summary>Sets up the sample company on the first start.</summary>
    public bool Sample { get; init; }

    /// <summary>Language of mails to people who chose none: en, nl or de.</summary>
    public string Language { get; init; } = BuiltInTexts.Fallback;

    /// <summary>The SMTP server for mail of the site's own; null: the site sends none.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="StartException">A value makes no sense.</exception>
    public static EmbeddedOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new EmbeddedOptions
        {
            Urls = configuration["urls"] is { Length: > 0 } urls ? urls : DefaultUrls,
            PublicUrl = ReadUri(configuration, "public-url"),
            DataFolder = Path.GetFullPath(configuration["data"] is { Length: > 0 } data ? data : "App_Data"),
            Sandbox = ReadUri(configuration, "sandbox"),
            Open = ReadFlag(configuration, "open"),
            Sample = ReadFlag(configuration, "sample"),
            Language = ReadLanguage(configuration),
            Smtp = ReadSmtp(configuration),
        };
    }

    /// <summary>Flags may stand without a value.</summary>
    public static string[] Normalize(IEnumerable<string> args) =>
        args.Select(a => a is "--open" or "--sample" ? a + "=true" : a).ToArray();

    /// <summary>Addresses that others than this machine can reach.</summary>
    public IReadOnlyList<string> OpenUrls => Urls
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(u => !Uri.TryCreate(u, UriKind.Absolute, out var uri) || !uri.IsLoopback)
        .ToList();

    /// <summary>smtp-host, smtp-port (587), smtp-tls (true), smtp-user, smtp-from; the password as MAIL_SMTP_PASSWORD.</summary>
    private static SmtpOptions? ReadSmtp(IConfiguration configuration)
    {
        if (configuration["smtp-host"] is not { Length: > 0 } host)
        {
            return null;
        }

        if (configuration["smtp-from"] is not { } from || !System.Net.Mail.MailAddress.TryCreate(from, out _))
        {
            throw new StartException("--smtp-from has to be an e-mail address.");
        }

        if (!ushort.TryParse(configuration["smtp-port"] ?? "587", out var port))
        {
            throw new StartException($"--smtp-port is no port: {configuration["smtp-port"]}");
        }

        return new SmtpOptions(
            host, port, configuration["smtp-tls"] is not ("false" or "0"), configuration["smtp-user"], configuration["SMTP_PASSWORD"], from);
    }

    private static string ReadLanguage(IConfiguration configuration) => configuration["language"] switch
    {
        null or "" => BuiltInTexts.Fallback,
        var language when BuiltInTexts.Languages.Contains(language) => language,
        var other => throw new StartException($"--language has to be one of {string.Join(", ", BuiltInTexts.Languages)}: {other}"),
    };

    private static Uri? ReadUri(IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new StartException($"--{name} is no http or https address: {text}");
    }

    private static bool ReadFlag(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" or "false" or "0" => false,
        "true" or "1" => true,
        var other => throw new StartException($"--{name} takes no value: {other}"),
    };
}

/// <summary>The host cannot start, for a reason that whoever starts it can mend; shown without a stack trace.</summary>
public sealed class StartException : Exception
{
    public StartException()
    {
    }

    public StartException(string message) : base(message)
    {
    }

    public StartException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
