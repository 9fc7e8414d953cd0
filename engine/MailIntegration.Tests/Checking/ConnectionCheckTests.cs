using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Security;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using static MailIntegration.Engine.Channels.Checking.CheckMender;
using static MailIntegration.Engine.Channels.Checking.CheckStep;

namespace MailIntegration.Tests.Checking;

/// <summary>Every cause that the connection checker names (CH10), by the real libraries against the sandbox.</summary>
public sealed class ConnectionCheckTests : IClassFixture<CheckHost>
{
    private const ProviderKind Graph = ProviderKind.Microsoft365;
    private const ProviderKind Gmail = ProviderKind.Gmail;

    private readonly CheckHost _host;

    public ConnectionCheckTests(CheckHost host)
    {
        _host = host;
    }

    [Theory]
    [InlineData(Graph)]
    [InlineData(Gmail)]
    public async Task Check_HealthyChannel_AllIsWellAndNothingIsSentOrChanged(ProviderKind provider)
    {
        var mailbox = _host.State.FindMailbox(provider == Gmail ? CheckHost.Sales : CheckHost.Info)!;
        var before = (mailbox.Sequence, _host.State.Transport.Outbound.Count);

        var results = await _host.CheckAsync(provider);

        Assert.All(results.Values.Where(r => r.Step != CheckStep.Push), r => Assert.True(r.State == CheckState.Ok, r.ToString()));
        Assert.Equal(before, (mailbox.Sequence, _host.State.Transport.Outbound.Count));
    }

    [Theory]
    [InlineData(Graph, FaultKind.ExpiredSecret, null, Token, "secret-expired", SiteAdministrator)]
    [InlineData(Graph, FaultKind.WrongSecret, null, Token, "wrong-secret", SiteAdministrator)]
    [InlineData(Graph, FaultKind.ClockSkew, null, Clock, "clock-off", SiteAdministrator)]
    [InlineData(Graph, FaultKind.MissingPermission, "User.Read.All", CheckStep.Directory, "permission-missing", MicrosoftAdministrator)]
    [InlineData(Graph, FaultKind.MissingPermission, "Mail.Send", Send, "permission-missing", MicrosoftAdministrator)]
    [InlineData(Graph, FaultKind.MailboxNotEnabled, null, Mailbox, "user-without-mailbox", MicrosoftAdministrator)]
    [InlineData(Gmail, FaultKind.WrongSecret, null, Token, "google-key-revoked", CloudProject)]
    [InlineData(Gmail, FaultKind.ExpiredSecret, null, Token, "google-account-disabled", CloudProject)]
    [InlineData(Gmail, FaultKind.ClockSkew, null, Clock, "clock-off", SiteAdministrator)]
    [InlineData(Gmail, FaultKind.MissingPermission, GoogleCloud.UsersScope, Token, "delegation-missing", GoogleAdministrator)]
    [InlineData(Gmail, FaultKind.MissingPermission, GoogleCloud.ModifyScope, Mailbox, "delegation-missing", GoogleAdministrator)]
    [InlineData(Gmail, FaultKind.MailboxNotEnabled, null, Mailbox, "user-without-mailbox", GoogleAdministrator)]
    public async Task Check_Fault_NamesCauseAndMender(
        ProviderKind provider, FaultKind fault, string? role, CheckStep step, string code, CheckMender mender)
    {
        // The mailbox' faults concern mail only: its user stays in the directory.
        var path = fault == FaultKind.MailboxNotEnabled && provider == Graph ? "mailFolders" : null;
        var results = await _host.CheckAsync(provider, new Fault { Kind = fault, Role = role, Path = path });

        Assert.Equal((CheckState.Failed, code, mender), (results[step].State, results[step].Cause?.Code, results[step].Mender));
        if (role is not null)
        {
            Assert.Contains(role, results[step].Cause!.Args.Values);
        }

        Assert.All(results.Values.Where(r => r.State == CheckState.Skipped), r => Assert.NotNull(r.Cause));
    }

    [Theory]
    [InlineData("/admin/", CheckStep.Directory, "Admin SDK API")]
    [InlineData("/gmail/", Mailbox, "Gmail API")]
    public async Task Check_ApiSwitchedOff_NamesTheApi(string path, CheckStep step, string api)
    {
        var results = await _host.CheckAsync(Gmail, new Fault { Kind = FaultKind.ApiDisabled, Path = path });

        Assert.Equal(("google-api-disabled", api, CloudProject), (results[step].Cause?.Code, results[step].Cause?.Args["api"], results[step].Mender));
    }

    [Fact]
    public async Task Check_NothingDelegated_NamesBothScopes()
    {
        _host.Delegate();
        var results = await _host.CheckAsync(Gmail);
        _host.Delegate(GoogleCloud.ModifyScope, GoogleCloud.UsersScope);

        Assert.Equal(GoogleCloud.UsersScope, results[Token].Cause!.Args["scope"]);
        Assert.Equal(CheckState.Skipped, results[CheckStep.Directory].State);
        Assert.Equal(GoogleCloud.ModifyScope, results[Mailbox].Cause!.Args["scope"]);
        Assert.Equal(_host.Account.ClientId, results[Mailbox].Cause!.Args["clientId"]);
    }

    [Fact]
    public async Task Check_UserSuspended_IsNamedWithHisAddress()
    {
        var results = await _host.CheckAsync(Gmail, new Fault { Kind = FaultKind.UserSuspended, Mailbox = CheckHost.Sales });

        Assert.Equal(("user-suspended", CheckHost.Sales), (results[Mailbox].Cause?.Code, results[Mailbox].Cause?.Args["email"]));
        Assert.Equal((CheckState.Skipped, CheckState.Skipped), (results[List].State, results[Send].State));
    }

    [Fact]
    public async Task Check_ConsentWithdrawn_IsTheOrganisationsToGive()
    {
        var app = _host.State.Apps.Values.First();
        _host.State.Tokens.Withdraw(_host.State.Tenants[0].Id, app.ClientId);
        var results = await _host.CheckAsync(Graph);

        Assert.Equal(("consent-missing", MicrosoftAdministrator), (results[Token].Cause?.Code, results[Token].Mender));
        Assert.All([CheckStep.Directory, Mailbox, List, Read, Send], s => Assert.Equal("check-after-failure", results[s].Cause?.Code));
        Assert.Equal(CheckState.Ok, results[Clock].State);
    }

    [Fact]
    public async Task Check_ReadAndWriteMissing_NamesTheFirstOfBothPermissions()
    {
        var results = await _host.CheckAsync(
            Graph, new Fault { Kind = FaultKind.MissingPermission, Role = "Mail.ReadWrite" }, new Fault { Kind = FaultKind.MissingPermission, Role = "Mail.Read" });

        Assert.Equal("Mail.Read", results[Mailbox].Cause!.Args["permission"]);
        Assert.Equal("Mail.ReadWrite", results[Send].Cause!.Args["permission"]);
    }

    [Theory]
    [InlineData("00000000-0000-4000-8000-00000000dead", null, "unknown-tenant", SiteAdministrator)]
    [InlineData(null, "00000000-0000-4000-8000-00000000beef", "unknown-application", SiteAdministrator)]
    [InlineData(null, "own", "secret-expired", MicrosoftAdministrator)]
    public async Task Check_WrongRegistration_IsNamed(string? tenant, string? client, string code, CheckMender mender)
    {
        var protector = _host.Host.Services.GetRequiredService<ISecretProtector>();
        var app = _host.State.Apps.Values.First();
        var channel = await _host.SaveAsync(_host.Microsoft with
        {
            Id = Guid.NewGuid().ToString("N"),
            Name = Guid.NewGuid().ToString("N"),
            Version = 0,
            Microsoft365 = _host.Microsoft.Microsoft365! with
            {
                TenantId = tenant ?? _host.Microsoft.Microsoft365!.TenantId,
                ClientId = client is null or "own" ? app.ClientId : client,
                ProtectedSecret = protector.Protect(app.Secrets[0].Value),
            },
        });

        if (client == "own")
        {
            _host.State.Faults.Add(new Fault { Kind = FaultKind.ExpiredSecret });
        }

        var results = await _host.CheckAsync(channel.Id);
        _host.State.Faults.Clear();

        Assert.Equal((code, mender), (results[Token].Cause?.Code, results[Token].Mender));
    }

    [Theory]
    [InlineData("{\"installed\":{}}", CheckHost.Domain, CheckHost.Admin, Token, "google-key-wrong-kind", SiteAdministrator)]
    [InlineData(null, CheckHost.Domain, "nobody@" + CheckHost.Domain, Token, "google-admin-unknown", SiteAdministrator)]
    [InlineData(null, CheckHost.Domain, CheckHost.Info, CheckStep.Directory, "google-admin-required", GoogleAdministrator)]
    [InlineData(null, "other.example", CheckHost.Admin, CheckStep.Directory, "google-domain-unknown", SiteAdministrator)]
    public async Task Check_WrongWorkspace_IsNamed(
        string? json, string domain, string admin, CheckStep step, string code, CheckMender mender)
    {
        var protector = _host.Host.Services.GetRequiredService<ISecretProtector>();
        var channel = await _host.SaveAsync(_host.Google with
        {
            Id = Guid.NewGuid().ToString("N"),
            Name = Guid.NewGuid().ToString("N"),
            Version = 0,
            Google = _host.Google.Google! with
            {
                Domain = domain,
                AdminEmail = admin,
                ProtectedKey = protector.Protect(json ?? _host.Account.CreateKeyFile()),
            },
        });

        var results = await _host.CheckAsync(channel.Id);

        Assert.Equal((CheckState.Failed, code, mender), (results[step].State, results[step].Cause?.Code, results[step].Mender));
    }

    [Fact]
    public async Task Check_ChannelWithoutAddress_SkipsTheMailbox()
    {
        var channel = await _host.SaveAsync(_host.Microsoft with { Id = Guid.NewGuid().ToString("N"), Name = "Empty", Version = 0 });

        var results = await _host.CheckAsync(channel.Id);

        Assert.Equal((CheckState.Ok, CheckState.Skipped), (results[CheckStep.Directory].State, results[Mailbox].State));
        Assert.Equal("check-no-address", results[Mailbox].Cause?.Code);
    }

    [Theory]
    [InlineData(Graph)]
    [InlineData(Gmail)]
    public async Task Check_ProviderDown_PassesByItself(ProviderKind provider)
    {
        var results = await _host.CheckAsync(provider, new Fault { Kind = FaultKind.Unavailable, Path = provider == Gmail ? "/gmail/" : "users" });

        var step = results[provider == Gmail ? Mailbox : CheckStep.Directory];
        Assert.Equal(("provider-unavailable", Provider), (step.Cause?.Code, step.Mender));
    }
}
