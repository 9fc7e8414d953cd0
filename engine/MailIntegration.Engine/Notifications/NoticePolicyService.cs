using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Notifications;

/// <summary>Saves the site's policies of notifications; the other settings stay as they are.</summary>
public sealed class NoticePolicyService
{
    private readonly IMailSetupStore _setup;

    public NoticePolicyService(IMailSetupStore setup)
    {
        _setup = setup;
    }

    /// <param name="version">The settings' version as read.</param>
    public async Task<SetupResult<MailSettings>> SaveAsync(
        NoticePolicies policies, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.Settings.Version != version)
        {
            return SetupResult.Stale<MailSettings>();
        }

        policies = policies with { External = Whole(policies.External), Internal = Whole(policies.Internal) };
        var errors = new SetupErrors();
        NoticeRules.Check(errors, policies);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailSettings>(errors);
        }

        return await _setup.SaveAsync(setup.Settings with { Notices = policies }, cancellationToken)
            ? SetupResult.Saved((await _setup.GetAsync(cancellationToken)).Settings)
            : SetupResult.Stale<MailSettings>();
    }

    /// <summary>A client may leave texts out.</summary>
    private static NoticePolicy Whole(NoticePolicy policy) => policy with
    {
        QuietFrom = policy.QuietFrom ?? "", QuietUntil = policy.QuietUntil ?? "", EscalationRole = policy.EscalationRole ?? "",
    };
}
