using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Journal;

/// <summary>Bounds of the settings of the messaging centre.</summary>
public static class JournalBounds
{
    /// <summary>MC4: the journal looks back at least this long.</summary>
    public const int MinHours = 72;

    public const int MaxHours = 8760;

    /// <summary>Whether the site's own mail may leave by this address: one that is there and nobody's own.</summary>
    /// <param name="senderId">Empty for the site's own provider.</param>
    public static void CheckSender(SetupErrors errors, MailSetup setup, string senderId)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(senderId);
        if (senderId.Length > 0
            && (setup.FindAddress(senderId) is not { } address
                || setup.FindChannel(address.ChannelId) is not { Access: not ChannelAccess.Owner }))
        {
            errors.Add("siteSenderId", "sender-not-allowed");
        }
    }

    internal static void Check(SetupErrors errors, MailSettings settings)
    {
        if (settings.JournalHours is < MinHours or > MaxHours)
        {
            errors.Add("journalHours", Bounds.OutOfRange(MinHours, MaxHours));
        }

        if (settings.SiteSenderId.Length > SetupValidator.MaxName)
        {
            errors.Add("siteSenderId", "sender-not-allowed");
        }
    }
}
