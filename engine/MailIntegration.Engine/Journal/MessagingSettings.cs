using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Journal;

/// <summary>Saves what the messaging centre is set to; the other settings stay as they are.</summary>
public sealed class MessagingSettings
{
    private readonly IMailSetupStore _setup;

    public MessagingSettings(IMailSetupStore setup)
    {
        _setup = setup;
    }

    /// <param name="siteSenderId">An address; empty for the site's own provider.</param>
    public async Task<SetupResult<MailSettings>> SaveAsync(
        int journalHours, string siteSenderId, long version, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.Settings.Version != version)
        {
            return SetupResult.Stale<MailSettings>();
        }

        var changed = setup.Settings with { JournalHours = journalHours, SiteSenderId = siteSenderId };
        var errors = new SetupErrors();
        JournalBounds.Check(errors, changed);
        if (siteSenderId.Length > 0
            && (setup.FindAddress(siteSenderId) is not { } address
                || setup.FindChannel(address.ChannelId) is not { Access: not ChannelAccess.Owner }))
        {
            errors.Add("siteSenderId", "sender-not-allowed");
        }

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailSettings>(errors);
        }

        return await _setup.SaveAsync(changed, cancellationToken)
            ? SetupResult.Saved((await _setup.GetAsync(cancellationToken)).Settings)
            : SetupResult.Stale<MailSettings>();
    }
}
