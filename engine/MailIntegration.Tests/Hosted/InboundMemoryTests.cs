using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Hosted;

/// <summary>Messages beyond the limit need no more memory than small ones (HF3): the host is a process of its own, so its peak is its own.</summary>
public sealed class InboundMemoryTests
{
    private const long MegaByte = 1024 * 1024;
    private const int AtOnce = 8;

    private readonly ITestOutputHelper _output;

    public InboundMemoryTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task Door_EightMailsOf31MbAtOnce_AreRefusedInConstantMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("mail-large-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "team.json"), MailHost.TeamJson);
            var (id, secret) = await PrepareAsync(folder);
            await using var site = await SiteProcess.StartAsync(folder);
            foreach (var (path, wrap) in new[] { ("", false), ("/sendgrid", true) })
            {
                await PostAsync(site.Address, id + path, secret, wrap);
                var before = site.Measure();
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => PostAsync(site.Address, id + path, secret, wrap)));
                var more = (site.Peak() - before) / MegaByte;
                _output.WriteLine($"{AtOnce} x 31 MB{path}: peak {more} MB above {before / MegaByte} MB");
                Assert.InRange(more, -1000, 60);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PostAsync(Uri site, string path, string secret, bool wrap)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        HttpContent message = new LargeContent(31 * MegaByte, isAnnounced: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site, "/mail/inbound/" + path))
        {
            Content = wrap ? new MultipartFormDataContent { { message, "email" } } : message,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static async Task<(string Id, string Secret)> PrepareAsync(string folder)
    {
        await using var site = EmbeddedHost.Build(["--urls", "http://127.0.0.1:0", "--data", folder], _ => { });
        await using var scope = site.Services.CreateAsyncScope();
        var setup = scope.ServiceProvider.GetRequiredService<IMailSetupStore>();
        Assert.True(await setup.SaveAsync((await setup.GetAsync(default)).Settings with { Enabled = true }, default));
        var hosted = scope.ServiceProvider.GetRequiredService<HostedService>();
        await hosted.SetDomainAsync(HostedWorld.Domain, default);
        var connected = await hosted.ConnectAsync(new HostedInput("large", "", "Large", [], new HostedAddress()), default);
        return (connected.Value!.Address.Id, connected.Value.Secret);
    }

    /// <summary>The standalone host as people start it.</summary>
    private sealed class SiteProcess : IAsyncDisposable
    {
        private readonly Process _process;

        private SiteProcess(Process process, Uri address)
        {
            _process = process;
            Address = address;
        }

        public Uri Address { get; }

        public static async Task<SiteProcess> StartAsync(string folder)
        {
            var address = new Uri($"http://127.0.0.1:{PostfixServer.FreePort()}");
            var process = Process.Start(new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "MailIntegration.Embedded.dll"), "--urls", address.AbsoluteUri, "--data", folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            var site = new SiteProcess(process, address);
            using var client = new HttpClient { BaseAddress = address };
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(1); await Task.Delay(200))
            {
                Assert.False(process.HasExited, "The host did not start.");
                try
                {
                    using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative));
                    return site;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }
            }

            throw new TimeoutException("The host did not answer.");
        }

        /// <summary>Bytes that it has now; the peak is counted from here (proc(5), clear_refs).</summary>
        public long Measure()
        {
            File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");
            return Read("VmRSS:");
        }

        public long Peak() => Read("VmHWM:");

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private long Read(string name)
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
            return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
    }
}
