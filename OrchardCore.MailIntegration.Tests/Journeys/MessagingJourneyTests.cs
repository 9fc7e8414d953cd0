using MailIntegration.Tests.Journeys;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>The messaging centre inside Orchard's admin, section by section.</summary>
[Collection(nameof(SampleSitePage))]
public sealed class MessagingJourneyTests
{
    private readonly SampleSitePage _site;

    public MessagingJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Sections_EachOfThem_DoWhatTheirUserWants()
    {
        var page = await _site.SignInAsync();
        var walk = new MessagingWalk(
            page,
            path => _site.GoAsync(page, "Admin/Mail/" + path),
            name => SampleSitePage.PictureAsync(page, "orchard-messaging-" + name),
            _site.Sandbox);
        await walk.MessagesAsync();
        await walk.EmailsAsync();
        await walk.SystemAsync();
        await walk.IncomingAsync();

        // The administrator of the sample site has no mailbox.
        await walk.OutgoingAsync("bounced", "Came back undelivered");
        await walk.NotificationsAsync();
        await walk.SettingsAsync();
        Assert.Empty(_site.Complaints);
    }
}
