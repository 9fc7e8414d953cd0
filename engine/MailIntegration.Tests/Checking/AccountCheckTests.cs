using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Security;
using MailIntegration.Sandbox.Google;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Checking;

/// <summary>One linked account that lost its consent (CH10): taken back by its owner, or by Google after seven days of testing.</summary>
public sealed class AccountCheckTests : IClassFixture<CheckHost>
{
    private readonly CheckHost _host;

    public AccountCheckTests(CheckHost host)
    {
        _host = host;
    }

    [Theory]
    [InlineData(3, "account-consent-lost", CheckMender.MailboxOwner)]
    [InlineData(7, "google-consent-testing", CheckMender.CloudProject)]
    [InlineData(30, "account-consent-lost", CheckMender.MailboxOwner)]
    public async Task Check_SignInTakenBack_TellsTestingFromTheOwner(int days, string code, CheckMender mender)
    {
        var protector = _host.Host.Services.GetRequiredService<ISecretProtector>();
        var settings = (await _host.Host.Setup.GetAsync(default)).Settings;
        Assert.True(await _host.Host.Setup.SaveAsync(
            settings with
            {
                Google = new GoogleRegistration
                {
                    ClientId = GoogleOAuthClient.DefaultId, ProtectedSecret = protector.Protect(GoogleOAuthClient.DefaultSecret),
                },
            },
            default));
        var now = _host.Host.Time.GetUtcNow();
        var channel = await _host.SaveAsync(new Channel
        {
            Id = Guid.NewGuid().ToString("N"),
            Provider = ProviderKind.Gmail,
            Name = $"Account {days}",
            Account = new AccountConnection
            {
                Email = $"kim{days}@gmail.example",
                AccountId = "1" + days,
                ProtectedToken = protector.Protect("taken back"),
                SignedInAt = now.AddDays(-days).AddMinutes(-5),
            },
        });

        var results = await _host.CheckAsync(channel.Id);

        Assert.DoesNotContain(CheckStep.Directory, results.Keys);
        Assert.Equal((code, mender), (results[CheckStep.Token].Cause?.Code, results[CheckStep.Token].Mender));
        Assert.Equal(CheckState.Skipped, results[CheckStep.Mailbox].State);
    }
}
