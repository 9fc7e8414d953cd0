namespace MailIntegration.Engine.Channels;

/// <summary>The rules for senders who are no contact (PR4).</summary>
public static class UnknownSenders
{
    public const int MaxRules = 500;

    /// <summary>Whether a contact is made of the sender.</summary>
    /// <param name="sender">Normalised.</param>
    public static bool MayCreate(MailSettings settings, ChannelAddress address, string sender)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(address);
        return (address.UnknownSenders ?? settings.UnknownSenders) == UnknownSenderRule.Create
            || settings.CreateContactsFor.Any(rule => Covers(rule, sender));
    }

    internal static void Check(SetupErrors errors, MailSettings settings)
    {
        if (!Enum.IsDefined(settings.UnknownSenders))
        {
            errors.Add("unknownSenders", "value-unknown");
        }

        if (settings.CreateContactsFor.Count > MaxRules)
        {
            errors.Add("createContactsFor", Bounds.TooMany(MaxRules));
        }
        else if (settings.CreateContactsFor.FirstOrDefault(rule => EmailAddresses.NormalizeRule(rule) != rule) is { } malformed)
        {
            errors.Add("createContactsFor", new Reason("sender-rule-malformed", "rule", malformed));
        }
    }

    private static bool Covers(string rule, string sender)
    {
        if (rule.Contains('@', StringComparison.Ordinal))
        {
            return rule == sender;
        }

        var domain = EmailAddresses.DomainOf(sender);
        return domain == rule || domain.EndsWith("." + rule, StringComparison.Ordinal);
    }
}
