using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Journal;

/// <summary>Bounds of the settings of the messaging centre.</summary>
public static class JournalBounds
{
    /// <summary>MC4: the journal looks back at least this long.</summary>
    public const int MinHours = 72;

    public const int MaxHours = 8760;

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
