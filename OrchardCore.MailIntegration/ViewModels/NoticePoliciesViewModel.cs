using MailIntegration.Engine.Notifications;

namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>When messages that nobody saw go out as e-mail (CV3), as the settings page shows it.</summary>
public class NoticePoliciesViewModel
{
    public NoticePolicyViewModel External { get; set; } = new();

    public NoticePolicyViewModel Internal { get; set; } = new();

    public string? TimeZone { get; set; }

    public void Read(NoticePolicies policies)
    {
        External.Read(policies.External);
        Internal.Read(policies.Internal);
        TimeZone = policies.TimeZone;
    }

    public NoticePolicies ToPolicies() => new()
    {
        External = External.ToPolicy(),
        Internal = Internal.ToPolicy(),
        TimeZone = TimeZone?.Trim() ?? "",
    };
}

/// <inheritdoc cref="NoticePolicy"/>
public class NoticePolicyViewModel
{
    public int DelaySeconds { get; set; } = new NoticePolicy().DelaySeconds;

    public string? QuietFrom { get; set; }

    public string? QuietUntil { get; set; }

    public int DigestMinutes { get; set; }

    public string? EscalationRole { get; set; }

    public int EscalationMinutes { get; set; } = new NoticePolicy().EscalationMinutes;

    public void Read(NoticePolicy policy)
    {
        DelaySeconds = policy.DelaySeconds;
        QuietFrom = policy.QuietFrom;
        QuietUntil = policy.QuietUntil;
        DigestMinutes = policy.DigestMinutes;
        EscalationRole = policy.EscalationRole;
        EscalationMinutes = policy.EscalationMinutes;
    }

    public NoticePolicy ToPolicy() => new()
    {
        DelaySeconds = DelaySeconds,
        QuietFrom = QuietFrom?.Trim() ?? "",
        QuietUntil = QuietUntil?.Trim() ?? "",
        DigestMinutes = DigestMinutes,
        EscalationRole = EscalationRole?.Trim() ?? "",
        EscalationMinutes = EscalationMinutes,
    };
}
