using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Sync;

/// <summary>The way of a mail on a real tenant: sandbox, worker, storage, list.</summary>
public sealed class TenantSyncTests : IClassFixture<TenantHost>
{
    private const string TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642";
    private const string ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61";
    private const string Secret = "sandbox-secret-not-for-production";

    private readonly TenantHost _host;

    public TenantSyncTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Worker_ActivatedAddress_BringsMailWithoutAClick()
    {
        await OrchardHost.GetSandboxAsync();
        var addressId = await _host.UsingAsync(services => ConnectAsync(services));
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60);
        AddressHealth? health = null;
        while (health?.LastSuccess is null && TimeProvider.System.GetUtcNow() < deadline)
        {
            await Task.Delay(250);
            health = await _host.UsingAsync(async services => (await services.GetRequiredService<IMailStore>().GetHealthAsync(default))
                .FirstOrDefault(h => h.AddressId == addressId));
        }

        Assert.True(health?.LastSuccess is not null, string.Join('\n', LogBook.Errors));
    }

    /// <param name="email">The mailbox to activate; null is the first of the organisation.</param>
    internal static async Task<string> ConnectAsync(IServiceProvider services, string? email = null)
    {
        var settings = await services.GetRequiredService<SettingsService>().SaveAsync(
            new MailSettings { Enabled = true, UnknownSenders = UnknownSenderRule.Create },
            new SiteRegistrationInput(ClientId, MicrosoftCloud.Global, new CredentialInput(Secret, null, null)),
            default);
        Assert.Null(settings.Errors.First);
        var channel = await services.GetRequiredService<ChannelService>().AddConsentedAsync(
            "Sandbox", TenantId, MicrosoftCloud.Global, default);
        Assert.Null(channel.Errors.First);
        var choices = await services.GetRequiredService<ChannelService>().ListMailboxesAsync(channel.Value!.Id, null, default);
        var address = await services.GetRequiredService<AddressService>().ActivateAsync(
            new AddressActivation(channel.Value.Id, email ?? choices.Value![0].Mailbox.Email, []), default);
        Assert.Null(address.Errors.First);
        return address.Value!.Id;
    }
}
