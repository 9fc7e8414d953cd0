using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Google;
using MailIntegration.Tests.Checking;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Push;

/// <summary>Both channels with push switched on; the sandbox calls the host as the providers would.</summary>
internal sealed class PushFixture : IAsyncDisposable
{
    public const string Topic = "projects/sandbox-project/topics/mail";
    public const string Pusher = "pusher@sandbox-project.iam.gserviceaccount.com";

    private readonly CheckHost _host = new();

    public MailHost Host => _host.Host;

    public ChannelAddress Info { get; private set; } = null!;

    public ChannelAddress Sales { get; private set; } = null!;

    public Uri GoogleEndpoint => new(Host.Address, "/mail/push/google");

    public PubSub PubSub => Host.Sandbox.State.Google.PubSub;

    public static async Task<PushFixture> StartAsync()
    {
        var fixture = new PushFixture();
        await fixture._host.InitializeAsync();
        var host = fixture.Host;
        await fixture.ReloadAsync();
        host.Sandbox.State.Google.PubSub.CreateTopic(
            new PubSubTopic(Topic, fixture.GoogleEndpoint, fixture.GoogleEndpoint.AbsoluteUri, Pusher));
        await host.EnableAsync(s => s with
        {
            PublicUrl = host.Address.AbsoluteUri,
            GooglePushTopic = Topic,
            GooglePushAccount = Pusher,
        });
        await host.SyncAsync(fixture.Info.Id, fixture.Sales.Id);
        return fixture;
    }

    public async Task ReloadAsync()
    {
        var setup = await Host.Setup.GetAsync(default);
        Info = setup.Addresses.First(a => a.Email == CheckHost.Info);
        Sales = setup.Addresses.First(a => a.Email == CheckHost.Sales);
    }

    public Task<bool> KeepAsync() => Host.WithAsync(async (HealthCare care) =>
    {
        await care.KeepPushAsync(default);
        return true;
    });

    public async Task<PushSubscription?> FindAsync(string addressId) =>
        (await PushSubscriptions.AllAsync(Host.Store, default)).FirstOrDefault(s => s.AddressId == addressId);

    /// <summary>Starts what the worker would start now, without the interval having passed, until the address has so many messages.</summary>
    public async Task<bool> ArrivesAsync(string addressId, long messages)
    {
        var coordinator = Host.Services.GetRequiredService<SyncCoordinator>();
        for (var i = 0; i < 100; i++)
        {
            coordinator.StartDue(await Host.Setup.GetAsync(default), await Host.Store.GetHealthAsync(default), default);
            await coordinator.DrainAsync();
            if (await Host.Store.CountMessagesAsync(addressId, default) >= messages)
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }

    public void Deliver(string email, string subject) =>
        Host.Deliver(email, TestMail.Text(Guid.NewGuid().ToString("N") + "@customer.example", subject, "Text."));

    public async Task<System.Net.HttpStatusCode> PostAsync(string path, string body, string? bearer = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.Address, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    public ValueTask DisposeAsync() => new(_host.DisposeAsync());
}
