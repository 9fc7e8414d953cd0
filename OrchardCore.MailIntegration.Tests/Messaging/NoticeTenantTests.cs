using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Email;
using OrchardCore.Entities;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Notifications;
using OrchardCore.Settings;
using YesSql;
using ISession = YesSql.ISession;

namespace OrchardCore.MailIntegration.Tests.Messaging;

/// <summary>CV3 and NT1 on a tenant: the worker, the site's mailer, Orchard's notification centre.</summary>
public sealed class NoticeTenantTests : IClassFixture<TenantHost>, IAsyncLifetime
{
    private readonly TenantHost _host;

    public NoticeTenantTests(TenantHost host)
    {
        _host = host;
    }

    public async Task InitializeAsync()
    {
        await _host.EnableAsync("OrchardCore.Email", "OrchardCore.Notifications");
        await UseSiteSenderAsync(_host);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Message_Unseen_ShowsInOrchardAtOnceAndLeavesAsMail()
    {
        var member = await _host.UserIdAsync("member");
        var admin = await _host.UserIdAsync("admin");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, member));
        await _host.UsingAsync(services => services.GetRequiredService<Followers>().SetAsync(
            new(member, SeesAll: false), StoredMail.ConversationId, isFollowing: true, default));
        var message = await _host.UsingAsync(async services =>
        {
            var rights = await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(admin, default);
            var posted = await services.GetRequiredService<MessageService>().PostAsync(
                rights!, StoredMail.ConversationId, new MessageInput("<p>Shall we?</p>", []), default);
            return posted.Value!.Id;
        });

        // In the site at once.
        await TellAsync(message, r => r.State != TellingRecords.New);
        var notification = Assert.Single(await _host.UsingAsync(async services =>
            (await services.GetRequiredService<ISession>().Query<Notification>(collection: "Notification").ListAsync()).ToList()));
        Assert.Equal((member, "admin to the team: " + StoredMail.Subject), (notification.UserId, notification.Subject));
        Assert.DoesNotContain("Shall we?", JsonSerializer.Serialize(notification));
        using var client = _host.Client("member");
        var page = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/notices");
        Assert.Equal((1, "internal"), (page.GetProperty("unread").GetInt32(), page.GetProperty("lines")[0].GetProperty("kind").GetString()));

        // As e-mail when its minute is over.
        await _host.UsingAsync(async services =>
        {
            var store = services.GetRequiredService<IMailStore>();
            var record = (await store.FindRecordsAsync(RecordKinds.Telling, [message], default))[0];
            await store.ApplySurelyAsync(new MailChanges { Records = [record with { DueAt = record.At }] }, default);
        });
        await TellAsync(message, r => r.State == TellingRecords.Mailed);
        var entry = Assert.Single(await EntriesAsync(), e => e.ToldId == member);
        Assert.Equal(
            (OutboxStream.Internal, "new-message", message, "member@example.org"),
            (entry.Stream, entry.Template, entry.AboutItemIds[0], entry.To[0].Address));

        // Below the message stands whom it went to (CV4).
        using var author = _host.Client("admin");
        var messages = await author.GetFromJsonAsync<JsonElement>($"Admin/Mail/api/conversations/{StoredMail.ConversationId}/messages");
        var mark = Assert.Single(Assert.Single(messages.EnumerateArray(), m => m.GetProperty("id").GetString() == message)
            .GetProperty("mailedTo").EnumerateArray());
        Assert.Equal(
            (member, "member", "member@example.org"),
            (mark.GetProperty("memberId").GetString(), mark.GetProperty("name").GetString(), mark.GetProperty("address").GetString()));
        Assert.Contains(mark.GetProperty("state").GetString(), new[] { "held", "queued", "sending", "sent", "failed", "unclear" });
    }

    [Fact]
    public async Task Policies_SavedInTheMailCentre_SurviveTheAdminsSettingsPage()
    {
        using var client = _host.Client("admin");
        var token = (await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session")).GetProperty("antiforgeryToken").GetString();
        client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
        var before = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/messaging/notices");
        var version = before.GetProperty("version").GetInt64();
        Assert.Equal(60, before.GetProperty("notices").GetProperty("external").GetProperty("delaySeconds").GetInt32());
        var wrong = await client.PutAsJsonAsync("Admin/Mail/api/messaging/notices", Body(5, version));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        var saved = await client.PutAsJsonAsync("Admin/Mail/api/messaging/notices", Body(90, version));

        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        var stored = await _host.UsingAsync(async services =>
        {
            await services.GetRequiredService<Environment.Shell.IShellHost>()
                .ReleaseShellContextAsync(services.GetRequiredService<Environment.Shell.ShellSettings>());
            return (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Settings.Notices;
        });
        Assert.Equal((90, "22:00", "Europe/Amsterdam"), (stored.External.DelaySeconds, stored.External.QuietFrom, stored.TimeZone));
    }

    [Fact]
    public async Task MailToAContact_WhileOpeningsAreNoted_BearsAPictureOfTheTenant()
    {
        await _host.UsingAsync(async services =>
        {
            var sites = services.GetRequiredService<ISiteService>();
            var site = await sites.LoadSiteSettingsAsync();
            site.BaseUrl = $"http://localhost/{_host.Name}";
            await sites.UpdateSiteSettingsAsync(site);
        });
        await _host.UsingAsync(async services =>
        {
            var setup = services.GetRequiredService<IMailSetupStore>();
            Assert.True(await setup.SaveAsync((await setup.GetAsync(default)).Settings with { NoteOpenings = true }, default));
        });
        var entry = await QueueAsync();
        var html = await _host.UsingAsync(async services =>
        {
            await using var raw = await services.GetRequiredService<IBlobStore>().OpenAsync(entry.RawBlob, default);
            return (await services.GetRequiredService<IMimeCodec>().ReadAsync(raw!, default)).Html!;
        });
        var path = System.Text.RegularExpressions.Regex.Match(html, $"http://localhost/{_host.Name}/(mail-portal/o/[A-Za-z0-9_-]{{43}}\\.gif)").Groups[1].Value;

        using var anonymous = _host.Client();
        using var answer = await anonymous.GetAsync(path);
        using var unknown = await anonymous.GetAsync("mail-portal/o/unknown.gif");

        Assert.Equal((HttpStatusCode.OK, "image/gif", 43L), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentLength));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(await answer.Content.ReadAsByteArrayAsync(), await unknown.Content.ReadAsByteArrayAsync());
        var opened = await _host.UsingAsync(services => services.GetRequiredService<OpeningBook>().OfAsync([entry], default));
        Assert.Equal(1, opened[entry.Id].Count);
    }

    /// <summary>A mail to somebody outside that left an hour ago.</summary>
    private Task<OutboxEntry> QueueAsync() => _host.UsingAsync(async services =>
    {
        var sender = new Sender(SenderDirectory.SiteId, new MailboxAddress("Site", "noreply@site.example"), "", true, 3_000_000, null);
        var draft = new Draft { Id = "opened", SenderId = sender.Id, To = [new MailboxAddress("Eva", "eva@customer.example")], Subject = "Spokes", Html = "<p>We do.</p>" };
        var queued = await services.GetRequiredService<OutboxWriter>().QueueAsync(
            new OutboxRequest { Sender = sender, Draft = draft, AuthorId = await _host.UserIdAsync("admin"), At = DateTimeOffset.UtcNow.AddDays(1) }, default);
        var sent = queued.Value! with { State = OutboxState.Sent, SentAt = DateTimeOffset.UtcNow.AddHours(-1), DueAt = null };
        return await services.GetRequiredService<OutboxStore>().SaveAsync(sent, default);
    });

    /// <summary>The site's mailer sends; an environment that nobody can sign in to would not.</summary>
    internal static Task UseSiteSenderAsync(TenantHost host) => host.UsingAsync(async services =>
    {
        var sites = services.GetRequiredService<ISiteService>();
        var site = await sites.LoadSiteSettingsAsync();
        site.Put(new SmtpSettings { DefaultSender = "noreply@site.example" });
        await sites.UpdateSiteSettingsAsync(site);
    });

    private static object Body(int delay, long version) => new
    {
        notices = new
        {
            external = new { delaySeconds = delay, quietFrom = "22:00", quietUntil = "07:00" },
            @internal = new { },
            timeZone = "Europe/Amsterdam",
        },
        version,
    };

    /// <summary>Tells until the message has come so far; the tenant's own worker may be at it.</summary>
    private async Task TellAsync(string message, Func<MailRecord, bool> isThere)
    {
        for (var i = 0; i < 200; i++)
        {
            await _host.UsingAsync(services => services.GetRequiredService<NoticeTeller>().RunAsync(default));
            var found = await _host.UsingAsync(services =>
                services.GetRequiredService<IMailStore>().FindRecordsAsync(RecordKinds.Telling, [message], default));
            if (found is [var record] && isThere(record))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("The message did not come so far.");
    }

    private Task<List<OutboxEntry>> EntriesAsync() => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailStore>().GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox }, default))
            .Select(OutboxRecords.Read).ToList());
}
