using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Journal;

/// <summary>What the messaging centre is set to.</summary>
/// <param name="SiteSenderId">An address; empty for the site's own provider.</param>
/// <param name="NoteOpenings">Null leaves it.</param>
/// <param name="Version">Of the settings, as read.</param>
public sealed record MessagingInput(int JournalHours, string SiteSenderId, bool? NoteOpenings, long Version);

/// <summary>Saves what the messaging centre is set to; the other settings stay as they are.</summary>
public sealed class MessagingSettings
{
    private readonly IMailSetupStore _setup;

    public MessagingSettings(IMailSetupStore setup)
    {
        _setup = setup;
    }

    public async Task<SetupResult<MailSettings>> SaveAsync(MessagingInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.Settings.Version != input.Version)
        {
            return SetupResult.Stale<MailSettings>();
        }

        var changed = setup.Settings with
        {
            JournalHours = input.JournalHours,
            SiteSenderId = input.SiteSenderId,
            NoteOpenings = input.NoteOpenings ?? setup.Settings.NoteOpenings,
        };
        var errors = new SetupErrors();
        JournalBounds.Check(errors, changed);
        JournalBounds.CheckSender(errors, setup, changed.SiteSenderId);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailSettings>(errors);
        }

        return await _setup.SaveAsync(changed, cancellationToken)
            ? SetupResult.Saved((await _setup.GetAsync(cancellationToken)).Settings)
            : SetupResult.Stale<MailSettings>();
    }
}
