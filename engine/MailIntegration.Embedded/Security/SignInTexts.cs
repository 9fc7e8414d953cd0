using MailIntegration.Web.Pages;

namespace MailIntegration.Embedded.Security;

/// <summary>The few sentences of the sign-in page, which is shown before the client and its language files are.</summary>
internal sealed record SignInTexts(string Welcome, string Button, string Help, string Expired, string Again)
{
    private static readonly Dictionary<string, SignInTexts> ByLanguage = new(StringComparer.Ordinal)
    {
        ["en"] = new(
            "Sign in as {0}. This link works once.",
            "Sign in",
            "You are not signed in. Open your sign-in link, or ask a manager for a new one.",
            "This sign-in link was used already or has expired. Ask a manager for a new one.",
            "The page was open for too long. Open the link again."),
        ["nl"] = new(
            "Inloggen als {0}. Deze link werkt één keer.",
            "Inloggen",
            "Je bent niet ingelogd. Open je inloglink, of vraag een beheerder om een nieuwe.",
            "Deze inloglink is al gebruikt of verlopen. Vraag een beheerder om een nieuwe.",
            "De pagina stond te lang open. Open de link opnieuw."),
        ["de"] = new(
            "Anmelden als {0}. Dieser Link funktioniert einmal.",
            "Anmelden",
            "Sie sind nicht angemeldet. Öffnen Sie Ihren Anmeldelink, oder bitten Sie einen Manager um einen neuen.",
            "Dieser Anmeldelink wurde schon benutzt oder ist abgelaufen. Bitten Sie einen Manager um einen neuen.",
            "Die Seite war zu lange offen. Öffnen Sie den Link noch einmal."),
    };

    public static SignInTexts Of(HttpContext context) => ByLanguage[ShellPage.Language(context)];
}
