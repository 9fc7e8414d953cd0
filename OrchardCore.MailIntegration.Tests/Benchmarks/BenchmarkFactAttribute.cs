namespace OrchardCore.MailIntegration.Tests.Benchmarks;

/// <summary>Runs only when MAIL_BENCHMARKS names a file, to which the figures are appended.</summary>
public sealed class BenchmarkFactAttribute : FactAttribute
{
    public BenchmarkFactAttribute()
    {
        if (Output is null)
        {
            Skip = "MAIL_BENCHMARKS names no file.";
        }
    }

    public static string? Output => global::System.Environment.GetEnvironmentVariable("MAIL_BENCHMARKS");
}
