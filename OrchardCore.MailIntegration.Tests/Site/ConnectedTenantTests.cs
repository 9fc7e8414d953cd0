using System.Net;
using MailIntegration.Sandbox.Google;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>Notifications (SY8) and the connection checker (CH10) of both providers on a real tenant.</summary>
public sealed class ConnectedTenantTests : IClassFixture<ConnectedTenant>
{
    private readonly ConnectedTenant _tenant;

    public ConnectedTenantTests(ConnectedTenant tenant)
    {
        _tenant = tenant;
    }

    [Theory]
    [InlineData(ConnectedTenant.Graph)]
    [InlineData(ConnectedTenant.Gmail)]
    public async Task Notification_OfNewMail_IsFetchedLongBeforeTheNextPoll(string email)
    {
        await _tenant.KeepPushAsync();
        var subscription = await _tenant.SubscriptionAsync(email);
        Assert.True(subscription is { Problem: null }, $"{subscription?.Problem}");
        var before = await _tenant.CountAsync(email);

        _tenant.Deliver(email, "Pushed");

        // The poll comes five minutes later; this waits for less.
        await ConnectedTenant.UntilAsync(async () => await _tenant.CountAsync(email) > before);
    }

    [Theory]
    [InlineData("push/microsoft365", "{\"value\":[{\"subscriptionId\":\"x\",\"clientState\":\"guessed\"}]}")]
    [InlineData("push/google", "{\"message\":{\"data\":\"e30=\",\"messageId\":\"1\"},\"subscription\":\"x\"}")]
    public async Task Notification_Unproved_IsRefused(string path, string body)
    {
        using var anybody = _tenant.Host.Client();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await anybody.PostAsync("Admin/Mail/" + path, content);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData(ConnectedTenant.Graph)]
    [InlineData(ConnectedTenant.Gmail)]
    public async Task Check_HealthyEnvironment_AllStepsAreWell(string email)
    {
        var results = await _tenant.CheckAsync(email);

        Assert.Equal(["clock", "directory", "list", "mailbox", "push", "read", "send", "token"], results.Keys.Order(StringComparer.Ordinal));
        Assert.All(results, r => Assert.True(r.Value.State == "ok", $"{r.Key}: {r.Value}"));
    }

    [Fact]
    public async Task Check_ScopeNotDelegated_NamesWhoMendsIt()
    {
        _tenant.Sandbox.Google.Delegate(_tenant.Sandbox.Tenants[0], _tenant.Account, GoogleCloud.UsersScope);
        var results = await _tenant.CheckAsync(ConnectedTenant.Gmail);
        _tenant.Sandbox.Google.Delegate(_tenant.Sandbox.Tenants[0], _tenant.Account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);

        Assert.Equal(("failed", "delegation-missing", "googleAdministrator"), results["mailbox"]);
        Assert.Equal(("ok", null, null), results["directory"]);
        Assert.Equal("skipped", results["send"].State);
    }
}
