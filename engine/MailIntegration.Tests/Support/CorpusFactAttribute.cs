namespace MailIntegration.Tests.Support;

/// <summary>A test that needs the mail corpus; skipped where MAIL_CORPUS is not set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute()
    {
        if (Corpus.Path is null)
        {
            Skip = "MAIL_CORPUS is not set.";
        }
    }
}

/// <summary>The folder of real mail that tests compare with.</summary>
public static class Corpus
{
    /// <summary>Null where there is none.</summary>
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable("MAIL_CORPUS") is { Length: > 0 } path && Directory.Exists(path) ? path : null;
}
