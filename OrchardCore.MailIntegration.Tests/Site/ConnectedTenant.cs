using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>A tenant with an environment of each provider, one mailbox in each, and a port at which providers reach it.</summary>
public sealed class ConnectedTenant : IAsyncLifetime
{
    public const string Graph = "graph-tenant@fietskompas.example";
    public const string Gmail = "gmail-tenant@fietskompas.example";

    private const string Domain = "fietskompas.example";
    private const string ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61";
    private const string Secret = "sandbox-secret-not-for-production";
    private const string Topic = "projects/sandbox-project/topics/tenant";
    private const string Pusher = "tenant-pusher@sandbox-project.iam.gserviceaccount.com";

    private TenantProxy _proxy = null!;

    internal TenantHost Host { get; } = new();

    internal SandboxState Sandbox { get; private set; } = null!;

    internal ServiceAccount Account { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Host.InitializeAsync();
        await Host.EnableAsync(MailConstants.Features.Google);
        Sandbox = (await OrchardHost.GetSandboxAsync()).State;
        _proxy = await TenantProxy.StartAsync(Host.ServerClient());
        foreach (var email in new[] { Graph, Gmail })
        {
            Sandbox.Tenants[0].Add(new MailUser(Guid.NewGuid().ToString(), email.Split('-')[0], email, email));
            Deliver(email, "First");
        }

        Account = Sandbox.Google.CreateAccount("tenant-" + Host.Name);
        Sandbox.Google.Delegate(Sandbox.Tenants[0], Account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        var endpoint = new Uri(_proxy.Address, $"{Host.Name}/Admin/Mail/push/google");
        Sandbox.Google.PubSub.CreateTopic(new PubSubTopic(Topic, endpoint, endpoint.AbsoluteUri, Pusher));
        await Host.UsingAsync(ConnectAsync);
        foreach (var email in new[] { Graph, Gmail })
        {
            await UntilAsync(async () => await CountAsync(email) >= 1);
        }
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>A mail that arrives at the provider now.</summary>
    internal void Deliver(string email, string subject)
    {
        var mailbox = Sandbox.FindMailbox(email)!;
        var raw = $"From: Kim <kim@customer.example>\r\nTo: {email}\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@customer.example>\r\n\r\nText\r\n";
        Sandbox.Transport.Receive(mailbox, mailbox.Inbox, Encoding.UTF8.GetBytes(raw));
    }

    internal Task<ChannelAddress> AddressAsync(string email) => Host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Addresses.First(a => a.Email == email));

    internal async Task<long> CountAsync(string email)
    {
        var address = await AddressAsync(email);
        return await Host.UsingAsync(services => services.GetRequiredService<IMailStore>().CountMessagesAsync(address.Id, default));
    }

    /// <summary>What the worker does every minute.</summary>
    internal Task KeepPushAsync() => Host.UsingAsync(services => services.GetRequiredService<HealthCare>().KeepPushAsync(default));

    internal async Task<PushSubscription?> SubscriptionAsync(string email)
    {
        var address = await AddressAsync(email);
        return await Host.UsingAsync(async services => (await PushSubscriptions.AllAsync(services.GetRequiredService<IMailStore>(), default))
            .FirstOrDefault(s => s.AddressId == address.Id));
    }

    /// <summary>The answers of the connection checker over HTTP, by step: state and code of the cause.</summary>
    internal async Task<Dictionary<string, (string State, string? Code, string? Mender)>> CheckAsync(string email)
    {
        using var admin = Host.Client("admin");
        var session = await admin.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"Admin/Mail/api/channels/{(await AddressAsync(email)).ChannelId}/check")
        {
            Content = JsonContent.Create(new { addressId = (string?)null }),
        };
        request.Headers.Add("X-CSRF-TOKEN", session.GetProperty("antiforgeryToken").GetString());
        using var answer = await admin.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        return lines.Where(l => l.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object).Select(l => l.GetProperty("result")).ToDictionary(
            r => r.GetProperty("step").GetString()!,
            r => (r.GetProperty("state").GetString()!, CodeOf(r), Text(r, "mender")));
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, "It does not happen. " + string.Join('\n', LogBook.Errors));
            await Task.Delay(200);
        }
    }

    private static string? CodeOf(JsonElement result) =>
        result.TryGetProperty("cause", out var cause) && cause.ValueKind == JsonValueKind.Object ? cause.GetProperty("code").GetString() : null;

    private static string? Text(JsonElement result, string name) =>
        result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task ConnectAsync(IServiceProvider services)
    {
        var saved = await services.GetRequiredService<SettingsService>().SaveAsync(
            new MailSettings
            {
                Enabled = true,
                UnknownSenders = UnknownSenderRule.Create,
                PublicUrl = _proxy.Address.AbsoluteUri,
                GooglePushTopic = Topic,
                GooglePushAccount = Pusher,
            },
            new SiteRegistrationInput(ClientId, MicrosoftCloud.Global, new CredentialInput(Secret, null, null)),
            default);
        Assert.Null(saved.Errors.First);
        var channels = services.GetRequiredService<ChannelService>();
        var graph = await channels.AddConsentedAsync("Graph", Sandbox.Tenants[0].Id.ToString(), MicrosoftCloud.Global, default);
        var gmail = await channels.AddGoogleAsync("Gmail", new GoogleInput(Account.CreateKeyFile(), Domain, "anna@" + Domain), default);
        await ActivateAsync(services, graph, Graph);
        await ActivateAsync(services, gmail, Gmail);
    }

    private static async Task ActivateAsync(IServiceProvider services, SetupResult<Channel> channel, string email)
    {
        Assert.True(channel.Value is not null, channel.Errors.First?.ToString());
        var result = await services.GetRequiredService<AddressService>().ActivateAsync(new AddressActivation(channel.Value.Id, email, []), default);
        Assert.True(result.Value is not null, result.Errors.First?.ToString());
    }
}
