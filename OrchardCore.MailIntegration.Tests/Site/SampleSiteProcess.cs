using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>
/// The sample site as a process of its own, started the way <c>./run</c> starts it: real server, real settings, a data folder
/// that stays when the process goes.
/// </summary>
internal sealed class SampleSiteProcess : IAsyncDisposable
{
    public const string User = "admin";
    public const string Password = "Mail-0a1b2c3d4e-1a";

    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleSiteProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public bool IsRunning => !_process.HasExited;

    /// <summary>What the process has written so far; the log has warnings and errors.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the process and waits until it listens; asks it for nothing.</summary>
    /// <param name="folder">Its data; an empty folder becomes a new site at the first request.</param>
    /// <param name="settings">Further settings by their keys below <c>OrchardCore:</c>.</param>
    public static async Task<SampleSiteProcess> StartAsync(
        string folder, Uri sandbox, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(RepositoryFolder(), "SampleSite"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "SampleSite.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add("http://127.0.0.1:0");
        start.Environment["ORCHARD_APP_DATA"] = folder;
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        start.Environment["OrchardCore__OrchardCore_AutoSetup__Tenants__0__AdminPassword"] = Password;
        start.Environment["OrchardCore__OrchardCore_MailIntegration_Microsoft365__LoginOverride"] = sandbox.AbsoluteUri;
        start.Environment["OrchardCore__OrchardCore_MailIntegration_Microsoft365__GraphOverride"] = sandbox.AbsoluteUri;
        start.Environment["OrchardCore__OrchardCore_MailIntegration_Google__HostOverride"] = sandbox.AbsoluteUri;
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment["OrchardCore__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var site = new SampleSiteProcess(Process.Start(start)!);
        var ended = site._process.WaitForExitAsync();
        if (await Task.WhenAny(site._listening.Task, ended).WaitAsync(StartPatience) == ended)
        {
            throw new InvalidOperationException("The sample site does not start:\n" + site.Output);
        }

        site.Address = await site._listening.Task;
        return site;
    }

    /// <summary>The first request sets a new site up; the second wakes it, and with it the worker that fetches mail.</summary>
    public async Task VisitAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = StartPatience };
        for (var visit = 0; visit < 2; visit++)
        {
            using var response = await client.GetAsync("");
            Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}\n{Output}");
        }
    }

    /// <summary>SIGKILL on Unix, TerminateProcess on Windows: no handler runs, no buffer is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>The repository, above the folder of the tests' program.</summary>
    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MailIntegration.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests run within the repository only.");
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(CultureInfo.InvariantCulture, $"{line}");
        }

        var at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0)
        {
            _listening.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        }
    }
}
