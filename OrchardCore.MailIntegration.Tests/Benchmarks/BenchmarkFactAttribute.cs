using System.Globalization;

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

    /// <summary>Adds a line to the figures.</summary>
    public static Task WriteAsync(FormattableString line) =>
        File.AppendAllTextAsync(Output!, line.ToString(CultureInfo.InvariantCulture) + "\n");

    public static string? Output => global::System.Environment.GetEnvironmentVariable("MAIL_BENCHMARKS");
}
