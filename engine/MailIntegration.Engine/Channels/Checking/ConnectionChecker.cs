using System.Runtime.CompilerServices;
using MailIntegration.Engine.Providers;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Channels.Checking;

/// <summary>Which steps a check has and on which address it tries them.</summary>
/// <param name="Address">Null when the channel has no address yet.</param>
public sealed record CheckPlan(Channel Channel, ChannelAddress? Address, IReadOnlyList<CheckStep> Steps);

/// <summary>
/// Makes each real call that a channel needs, one after another, and says of each what is wrong and who can mend it
/// (CH10). It signs in anew, with tokens of its own, and neither changes nor sends anything.
/// </summary>
public sealed class ConnectionChecker
{
    /// <summary>A call that takes longer is a failure.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly IMailSetupStore _setup;
    private readonly ProviderDirectory _providers;
    private readonly PushCheck _push;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ConnectionChecker(
        IMailSetupStore setup, ProviderDirectory providers, PushCheck push, TimeProvider time, ILogger<ConnectionChecker> logger)
    {
        _push = push;
        _setup = setup;
        _providers = providers;
        _time = time;
        _logger = logger;
    }

    /// <summary>What a check of the channel does; null when there is no such channel or address.</summary>
    /// <param name="addressId">An address of the channel; null takes the first that is not paused.</param>
    public async Task<CheckPlan?> PlanAsync(string channelId, string? addressId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(channelId) is not { } channel || !_providers.Has(channel.Provider))
        {
            return null;
        }

        var own = setup.Addresses.Where(a => a.ChannelId == channelId).OrderBy(a => a.IsPaused).ThenBy(a => a.Email, StringComparer.Ordinal);
        var address = own.FirstOrDefault(a => addressId is null || a.Id == addressId);
        return address is null && addressId is not null
            ? null
            : new CheckPlan(channel, address, ChecksOf(channel, setup.Settings, address).Select(c => c.Step).ToList());
    }

    /// <summary>The results, each as soon as it is there. Never fails for what a provider does.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync(
        CheckPlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var setup = await _setup.GetAsync(cancellationToken);
        var provider = _providers.Get(plan.Channel.Provider);

        // Under an id of its own: a token that is cached elsewhere proves nothing about the credentials. A linked account keeps
        // its id, by which its newest token is stored; its cache is emptied instead.
        var candidate = plan.Channel.Account is null
            ? plan.Channel with { Id = "check-" + Ids.New(_time.GetUtcNow()), Attention = null }
            : plan.Channel;
        provider.Forget(candidate.Id);
        var failed = new Dictionary<CheckStep, Reason>();
        Reason? dead = null;
        try
        {
            foreach (var check in ChecksOf(candidate, setup.Settings, plan.Address))
            {
                var missing = check.Needs.Where(failed.ContainsKey).Select(s => (CheckStep?)s).FirstOrDefault();
                if (dead is not null || missing is not null)
                {
                    failed.TryAdd(check.Step, new Reason("check-after-failure"));
                    yield return new CheckResult(check.Step, CheckState.Skipped, new Reason("check-after-failure"));
                    continue;
                }

                var (result, exception) = await TryAsync(check, plan.Channel, cancellationToken);
                if (result.State != CheckState.Ok)
                {
                    failed[check.Step] = result.Cause!;
                }

                dead = exception is not null && EndsAll(exception) ? exception.Reason : null;
                yield return result;
            }
        }
        finally
        {
            provider.Forget(candidate.Id);
        }
    }

    private IReadOnlyList<ProviderCheck> ChecksOf(Channel channel, MailSettings settings, ChannelAddress? address)
    {
        var context = new ProviderContext(channel, settings);
        var checks = _providers.Get(channel.Provider).ChecksOf(
            context, address is null ? null : new CheckTarget(address.MailboxId, address.Email));
        return _providers.Get(channel.Provider).Push is null
            ? checks
            : [.. checks, new ProviderCheck(CheckStep.Push, [CheckStep.Token, CheckStep.Mailbox], t => _push.RunAsync(context, address, t))];
    }

    /// <summary>Without a sign-in every further call would fail alike; a scope that is not delegated concerns itself only.</summary>
    private static bool EndsAll(ProviderException exception) =>
        (exception.Error == ProviderError.SignIn && exception.Reason.Code is not ("delegation-missing" or "google-admin-unknown" or "google-domain-unknown"))
        || exception.Reason.Code == "provider-unreachable";

    private async Task<(CheckResult Result, ProviderException? Exception)> TryAsync(
        ProviderCheck check, Channel channel, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var note = await check.RunAsync(both.Token);
            return (new CheckResult(check.Step, note is null ? CheckState.Ok : CheckState.Skipped, note), null);
        }
        catch (ProviderException exception)
        {
            _logger.LogInformation("Check of channel {ChannelId}: {Step} failed, {Reason}", channel.Id, check.Step, exception.Reason.Code);
            return (Failed(check.Step, exception.Reason, channel), exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Failed(check.Step, new Reason("timeout"), channel), null);
        }
    }

    private static CheckResult Failed(CheckStep step, Reason cause, Channel channel) =>
        new(step, CheckState.Failed, cause, CheckMenders.Of(cause, channel));
}
