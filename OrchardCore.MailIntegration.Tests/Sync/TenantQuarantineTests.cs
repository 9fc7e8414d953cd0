using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Sync;

/// <summary>A message that the provider cannot give: set apart, shown, and brought in by <em>Try again</em>.</summary>
public sealed class TenantQuarantineTests : IClassFixture<TenantHost>
{
    private const string Mailbox = "invoices@fietskompas.example";
    private const string Subject = "Kramsvogel reminder";

    private readonly TenantHost _host;

    public TenantQuarantineTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Message_ThatAlwaysFails_IsSetApartAndComesInByTryAgain()
    {
        var sandbox = await OrchardHost.GetSandboxAsync();
        var addressId = await _host.UsingAsync(services => TenantSyncTests.ConnectAsync(services, Mailbox));
        await UntilAsync("The first sync did not end.", async () => await _host.UsingAsync(async services =>
            (await services.GetRequiredService<IMailStore>().GetHealthAsync(default))
                .Any(h => h.AddressId == addressId && h.LastSuccess is not null)));
        using var manager = _host.Client("manager");
        Assert.Empty(await UnprocessedAsync(manager));

        var fault = sandbox.State.Faults.Add(new Fault { Kind = FaultKind.HtmlError, Path = "$value", Mailbox = Mailbox });
        Deliver(sandbox.State.FindMailbox(Mailbox)!);
        await _host.UsingAsync(services => Task.FromResult(services.GetRequiredService<ISyncControl>().Request([addressId])));
        await UntilAsync("Nothing was set apart.", async () => (await UnprocessedAsync(manager)).Count > 0);

        var row = Assert.Single(await UnprocessedAsync(manager));
        Assert.Equal(Mailbox, row.GetProperty("email").GetString());
        Assert.False(string.IsNullOrEmpty(row.GetProperty("reason").GetProperty("code").GetString()));
        Assert.DoesNotContain(Subject, await manager.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
        using (var member = _host.Client("member"))
        {
            // Nobody linked him to the address.
            Assert.Empty(await UnprocessedAsync(member));
        }

        sandbox.State.Faults.Remove(fault.Id);
        var result = await TryAgainAsync(manager, row.GetProperty("key").GetString()!);

        Assert.Equal((1, 1), (result.GetProperty("retried").GetInt32(), result.GetProperty("succeeded").GetInt32()));
        Assert.Empty(await UnprocessedAsync(manager));
        Assert.Contains(Subject, await manager.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
    }

    private static void Deliver(Mailbox mailbox)
    {
        var now = TimeProvider.System.GetUtcNow();
        var raw = $"From: Eva <eva@customer.example>\r\nTo: {Mailbox}\r\nSubject: {Subject}\r\nDate: {now:r}\r\n"
            + "Message-ID: <kramsvogel@customer.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nPlease pay.\r\n";
        mailbox.Add(
            mailbox.Folder("inbox"),
            new NewMail { Raw = new global::MailIntegration.Sandbox.Mailboxes.StoredMail(Encoding.UTF8.GetBytes(raw)), Received = now.AddMinutes(-1) });
    }

    private static async Task<IReadOnlyList<JsonElement>> UnprocessedAsync(HttpClient client)
    {
        var page = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/unprocessed");

        // A mail of the story pretends to be a colleague's and waits for somebody to look at it.
        return page.GetProperty("rows").EnumerateArray()
            .Where(r => r.GetProperty("reason").GetProperty("code").GetString() != "sender-unknown")
            .ToList();
    }

    private static async Task<JsonElement> TryAgainAsync(HttpClient client, string key)
    {
        var session = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session");
        using var request = new HttpRequestMessage(HttpMethod.Post, "Admin/Mail/api/unprocessed/retry");
        request.Headers.Add("X-CSRF-TOKEN", session.GetProperty("antiforgeryToken").GetString());
        request.Content = JsonContent.Create(new { keys = new[] { key } });
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static async Task UntilAsync(string problem, Func<Task<bool>> condition)
    {
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(90);
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, problem + "\n" + string.Join('\n', LogBook.Errors));
            await Task.Delay(250);
        }
    }
}
