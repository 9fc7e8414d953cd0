using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>
/// Recognises the mail in which a provider asks whether it may forward here (HF4). Known by the provider's own sender
/// address together with what such a mail says; neither alone is enough. Gmail: sender
/// <c>forwarding-noreply@google.com</c>, code in the subject. The others ask by a link on their own domain.
/// </summary>
public static partial class ForwardingConfirmations
{
    private const int MaxText = 20_000;

    /// <summary>Who asks, from which domains, and where its links lead.</summary>
    private static readonly (string Provider, string[] Senders, string[] Links)[] Providers =
    [
        ("Gmail", ["google.com"], ["mail-settings.google.com", "mail.google.com"]),
        ("Zoho Mail", ["zoho.com", "zoho.eu", "zoho.in", "zohomail.com", "zohocorp.com"], ["zoho.com", "zoho.eu", "zoho.in"]),
        ("Yahoo Mail", ["yahoo.com", "yahoo-inc.com", "yahooinc.com"], ["yahoo.com"]),
        ("iCloud Mail", ["icloud.com", "apple.com"], ["icloud.com", "apple.com"]),
        ("Outlook.com", ["outlook.com", "microsoft.com", "accountprotection.microsoft.com"], ["live.com", "outlook.com", "microsoft.com"]),
        ("Fastmail", ["fastmail.com", "fastmailteam.com", "messagingengine.com"], ["fastmail.com"]),
        ("Yandex Mail", ["yandex.ru", "yandex.com"], ["yandex.ru", "yandex.com"]),
        ("GMX", ["gmx.net", "gmx.de", "gmx.com", "web.de", "mail.com"], ["gmx.net", "gmx.com", "web.de", "mail.com"]),
        ("Cloudflare", ["cloudflare.com", "notify.cloudflare.com"], ["cloudflare.com"]),
    ];

    /// <summary>Null for all other mail.</summary>
    public static ForwardingConfirmation? Find(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.From is not [var from] || EmailAddresses.Normalize(from.Address) is not { } sender)
        {
            return null;
        }

        var domain = EmailAddresses.DomainOf(sender);
        var known = Providers.FirstOrDefault(p => p.Senders.Any(s => IsWithin(domain, s)));
        if (known.Provider is null || !IsAutomatic(sender) || !Forwarding().IsMatch(mail.Subject + "\n" + sender))
        {
            return null;
        }

        var text = mail.Text ?? mail.Html ?? "";
        text = text.Length > MaxText ? text[..MaxText] : text;
        var code = SubjectCode().Match(mail.Subject) is { Success: true } inSubject ? inSubject
            : TextCode().Match(text) is { Success: true } inText ? inText
            : null;
        var link = Links().Matches(text).Select(m => m.Value.TrimEnd('.', ',', ')')).FirstOrDefault(l => LeadsTo(l, known.Links));
        return code is null && link is null
            ? null
            : new ForwardingConfirmation(known.Provider, code?.Groups["code"].Value, link);
    }

    private static bool IsAutomatic(string sender) => Automatic().IsMatch(sender);

    private static bool LeadsTo(string link, string[] domains) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && domains.Any(d => IsWithin(uri.IdnHost, d));

    private static bool IsWithin(string host, string domain) =>
        host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);

    [GeneratedRegex("^[^@]*(no-?_?reply|noreply|donotreply|forwarding|mailer|postmaster|notify|accounts?|verification|support)[^@]*@", RegexOptions.NonBacktracking)]
    private static partial Regex Automatic();

    /// <summary>"Forwarding" as the providers' languages write it.</summary>
    [GeneratedRegex(
        "forward|weiterleit|doorst|doorzend|reenv[ií]|reenvío|redirec|réexpédi|transfert|inoltro|encaminha|vidarebefordr|videresend|przekier|přepos|пересыл|転送|转发|轉寄|전달",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Forwarding();

    [GeneratedRegex(@"^\s*\(#(?<code>[0-9]{6,12})\)", RegexOptions.NonBacktracking)]
    private static partial Regex SubjectCode();

    [GeneratedRegex(@"\b(code|Code|código|codice|Bestätigungscode|bevestigingscode)\b[^0-9A-Za-z\n]{1,20}(?<code>[0-9]{4,12})\b", RegexOptions.NonBacktracking)]
    private static partial Regex TextCode();

    [GeneratedRegex(@"https://[^\s<>""'\]]{4,1000}", RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
