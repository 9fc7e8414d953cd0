using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Checking;

/// <summary>The standalone host with one channel at each provider, each with an address and a message.</summary>
public sealed class CheckHost : IAsyncLifetime
{
    public const string Domain = "fietskompas.example";
    public const string Admin = "anna@" + Domain;
    public const string Info = "info@" + Domain;
    public const string Sales = "sales@" + Domain;

    internal MailHost Host { get; private set; } = null!;

    internal ServiceAccount Account { get; private set; } = null!;

    internal Channel Microsoft { get; private set; } = null!;

    internal Channel Google { get; private set; } = null!;

    internal SandboxState State => Host.Sandbox.State;

    public async Task InitializeAsync()
    {
        Host = await MailHost.StartAsync();
        await Host.EnableAsync();
        Account = State.Google.CreateAccount();
        Delegate(GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        Microsoft = await Host.ConnectAsync();
        var added = await Host.WithAsync((ChannelService s) => s.AddGoogleAsync(
            "Workspace", new GoogleInput(Account.CreateKeyFile(), Domain, Admin), default));
        Google = added.Value!;
        await Host.ActivateAsync(Microsoft.Id, Info);
        await Host.ActivateAsync(Google.Id, Sales);
        Host.Deliver(Info, TestMail.Text("one@customer.example", "One", "Text."));
        Host.Deliver(Sales, TestMail.Text("two@customer.example", "Two", "Text."));
    }

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();

    internal Channel Of(ProviderKind provider) => provider == ProviderKind.Gmail ? Google : Microsoft;

    internal void Delegate(params string[] scopes) => State.Google.Delegate(State.Tenants[0], Account, scopes);

    /// <summary>Checks while something is wrong, and mends it.</summary>
    internal async Task<IReadOnlyDictionary<CheckStep, CheckResult>> CheckAsync(ProviderKind provider, params Fault[] faults)
    {
        foreach (var fault in faults)
        {
            State.Faults.Add(fault);
        }

        try
        {
            return await CheckAsync(Of(provider).Id);
        }
        finally
        {
            State.Faults.Clear();
            State.Consent(State.Tenants[0], State.Apps.Values.First());
        }
    }

    internal Task<IReadOnlyDictionary<CheckStep, CheckResult>> CheckAsync(string channelId) => Host.WithAsync(async (ConnectionChecker checker) =>
    {
        var results = new Dictionary<CheckStep, CheckResult>();
        var plan = await checker.PlanAsync(channelId, null, default);
        await foreach (var result in checker.RunAsync(plan!, default))
        {
            results.Add(result.Step, result);
        }

        Assert.Equal(plan!.Steps, results.Keys);
        return (IReadOnlyDictionary<CheckStep, CheckResult>)results;
    });

    /// <summary>Saves a channel as it is, past all services that would refuse it.</summary>
    internal async Task<Channel> SaveAsync(Channel channel)
    {
        await Host.Setup.SaveAsync(channel, default);
        return (await Host.Setup.GetAsync(default)).FindChannel(channel.Id)!;
    }
}
