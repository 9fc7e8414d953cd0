using MailIntegration.Tests.Journeys;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Security;

/// <summary>A test that needs the corpus and a browser; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Corpus.Path is null || InstalledBrowser.Path is null)
        {
            Skip = "MAIL_CORPUS is not set or no browser is installed.";
        }
    }
}
