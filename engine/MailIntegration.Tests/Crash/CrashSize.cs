using System.Globalization;
using MailIntegration.Benchmarks;
using MailIntegration.Engine.Channels;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;

namespace MailIntegration.Tests.Crash;

/// <summary>What the crash tests of both providers share. Their default sizes fit a run of all tests; the environment asks for more.</summary>
internal static class CrashSize
{
    /// <summary>MAIL_SENDS: mails that are sent.</summary>
    public static int? Sends => Read("MAIL_SENDS");

    /// <summary>MAIL_CRASHES: kills of a syncing process.</summary>
    public static int? Crashes => Read("MAIL_CRASHES");

    /// <summary>The big mailbox, reached as a mailbox of one provider or the other.</summary>
    public static SandboxAccount AccountOf(SandboxServer sandbox, ProviderKind kind)
    {
        var app = sandbox.State.Apps.First().Value;
        return new SandboxAccount(
            sandbox.State.Tenants[0].Id.ToString(),
            app.ClientId,
            app.Secrets[0].Value,
            SandboxProcess.Address,
            kind == ProviderKind.Gmail ? ConnectGoogle(sandbox) : null);
    }

    private static GoogleWorkspaceConnection ConnectGoogle(SandboxServer sandbox)
    {
        var tenant = sandbox.State.Tenants[0];
        var account = sandbox.State.Google.CreateAccount();
        sandbox.State.Google.Delegate(tenant, account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        var admin = tenant.Users.First(u => u.IsAdmin && u.Mail is not null).Mail!;
        return new GoogleWorkspaceConnection { Domain = admin.Split('@')[1], AdminEmail = admin, ProtectedKey = account.CreateKeyFile() };
    }

    private static int? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
