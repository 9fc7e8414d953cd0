using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Security;

/// <summary>A test that needs the corpus and Chromium; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/chromium";

    public ChromiumFactAttribute()
    {
        if (Corpus.Path is null || !File.Exists(Path))
        {
            Skip = "MAIL_CORPUS is not set or Chromium is not installed.";
        }
    }
}
