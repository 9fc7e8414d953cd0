using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Tickets;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Setup;

/// <summary>What belongs to writing and tickets, in Orchard's own editors: as by the HTTP API, and checked by the same validator.</summary>
public sealed class WritingEditorTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public WritingEditorTests(TenantHost host)
    {
        _host = host;
    }

    /// <summary>A property that the mapping forgets comes back with its default.</summary>
    [Fact]
    public Task Save_AddressWithEverything_ComesBackAsSaved() => _host.UsingAsync(async services =>
    {
        var address = await AddAsync(services, "everything");
        var found = (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).FindAddress(address.Id)!;

        Assert.Equal(Text(address with { Version = 1 }), Text(found));
        AssertNoDefaults(address, new ChannelAddress { Id = "", ChannelId = "", Email = "", MailboxId = "", SyncFrom = default });
    });

    /// <inheritdoc cref="Save_AddressWithEverything_ComesBackAsSaved"/>
    [Fact]
    public Task Save_SettingsWithEverything_ComeBackAsSaved() => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IMailSetupStore>();
        var version = (await store.GetAsync(default)).Settings.Version;
        var settings = new MailSettings
        {
            Enabled = true,
            Mode = ProcessingMode.Dossier,
            FileInDossier = true,
            IgnoreByPreferredMethod = true,
            InviteOnFirstMail = true,
            TwoStepForTasks = true,
            FirstSyncDays = 7,
            MaxChannels = 20,
            FollowProviderReads = true,
            FollowProviderDeletes = true,
            FollowProviderMoves = true,
            WriteBack = true,
            CompanyName = "Company",
            InboundDomain = "in.site.example",
            PublicUrl = "https://site.example",
            GooglePushTopic = "projects/p/topics/t",
            GooglePushAccount = "push@p.iam.gserviceaccount.com",
            MaxAttachmentBytes = 5_000_000,
            AutomaticMailLimit = 3,
            AutomaticMailMinutes = 4,
            UnknownSenders = UnknownSenderRule.Create,
            CreateContactsFor = ["outside.example"],
            JournalHours = 96,
            SiteSenderId = "sender",
            NoteOpenings = true,
            Notices = new NoticePolicies
            {
                External = new NoticePolicy
                {
                    DelaySeconds = 90, QuietFrom = "22:00", QuietUntil = "07:30", DigestMinutes = 15, EscalationRole = "Mail manager", EscalationMinutes = 45,
                },
                Internal = new NoticePolicy { DelaySeconds = 120 },
                TimeZone = "Europe/Amsterdam",
            },
            EqualSubjects = EqualSubjects.Group,
            ForwardsToOriginalSender = false,
            Google = new GoogleRegistration { ClientId = "1.apps.googleusercontent.com", ProtectedSecret = "g" },
            Microsoft = new MicrosoftRegistration { ClientId = "c", ProtectedSecret = "s", Cloud = MicrosoftCloud.China },
            Version = version,
        };
        Assert.True(await store.SaveAsync(settings, default));

        Assert.Equal(Text(settings with { Version = version + 1 }), Text((await store.GetAsync(default)).Settings));
        AssertNoDefaults(settings, new MailSettings());
        Assert.True(await store.SaveAsync(new MailSettings { Version = version + 1 }, default));
    });

    [Fact]
    public async Task AddressEditor_SignatureAndTickets_AreSavedAndChecked()
    {
        var id = await _host.UsingAsync(async services => (await AddAsync(services, "editor")).Id);
        var item = await _host.UsingAsync(s => s.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(id, default));
        var path = $"Admin/Contents/ContentItems/{item}/Edit";
        using var client = _host.Client("admin");
        var page = WebUtility.HtmlDecode(await client.GetStringAsync(path));
        Assert.Contains("<p>Kind regards, {{ fullName }}</p>", page, StringComparison.Ordinal);
        Assert.Contains($"/Admin/Mail/addresses/{id}", page, StringComparison.Ordinal);

        var (status, answer) = await SaveAsync(client, path, AddressForm(new string('x', TicketRules.MaxCategory + 1), "Urgent"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("data-valmsg-for=\"MailAddressPart.TicketCategories\"[^>]*>[^<]+", answer);
        Assert.Equal(["Repair", "Sales"], (await AddressAsync(id)).Tickets.Categories);

        (status, _) = await SaveAsync(client, path, AddressForm("Invoices\r\n Invoices \r\n\r\nQuotes", "Urgent"));
        Assert.Equal(HttpStatusCode.Found, status);
        var saved = await AddressAsync(id);
        Assert.Equal(
            (FromNameRule.MemberAndCompany, "<p>{{ firstName }} of <b>{{ companyName }}</b></p>", false, TicketPriority.Urgent),
            (saved.FromNameRule, saved.SignatureHtml, saved.Tickets.IsEnabled, saved.Tickets.Priority));
        Assert.Equal(["Invoices", "Quotes"], saved.Tickets.Categories);
        Assert.Equal(["alias@inside.example"], saved.Aliases);
    }

    [Fact]
    public async Task SettingsEditor_CompanyAndLimits_AreSavedAndChecked()
    {
        const string path = "Admin/Settings/mail-integration";
        using var client = _host.Client("admin");

        var (status, page) = await SaveAsync(client, path, SettingsForm("151", "0"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("data-valmsg-for=\"[^\"]*MaxAttachmentMegaBytes\"[^>]*>Between 1 and 150 MB", page);
        Assert.Matches("data-valmsg-for=\"[^\"]*AutomaticMailLimit\"[^>]*>[^<]+", page);
        Assert.NotEqual("Fietskompas", (await SettingsAsync()).CompanyName);

        (status, page) = await SaveAsync(client, path, SettingsForm("25", "7"));
        Assert.Equal(HttpStatusCode.Found, status);
        var settings = await SettingsAsync();
        Assert.Equal(
            ("Fietskompas", 25 * 1024 * 1024, 7, 90),
            (settings.CompanyName, settings.MaxAttachmentBytes, settings.AutomaticMailLimit, settings.AutomaticMailMinutes));
    }

    [Fact]
    public async Task SettingsEditor_NoticesAndMessaging_AreSavedShownAndChecked()
    {
        const string path = "Admin/Settings/mail-integration";
        using var client = _host.Client("admin");
        var before = Text((await SettingsAsync()).Notices);

        var (status, page) = await SaveAsync(client, path, NoticesForm("5", "71", "soon"));
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var field in new[] { "Notices.External.DelaySeconds", "Notices.Internal.QuietUntil", "Notices.Internal.EscalationMinutes", "JournalHours", "SiteSenderId" })
        {
            Assert.Matches($"data-valmsg-for=\"ISite.MailIntegrationSettings.{field}\"[^>]*>[^<]+", page);
        }

        // What was typed is still there, and nothing was saved.
        Assert.Matches("name=\"ISite.MailIntegrationSettings.Notices.External.DelaySeconds\" value=\"5\"", page);
        Assert.Matches("name=\"ISite.MailIntegrationSettings.Notices.Internal.QuietUntil\" value=\"soon\"", page);
        Assert.Equal(before, Text((await SettingsAsync()).Notices));

        (status, _) = await SaveAsync(client, path, NoticesForm("90", "96", "07:30"));
        Assert.Equal(HttpStatusCode.Found, status);
        var settings = await SettingsAsync();
        Assert.Equal((96, true, ""), (settings.JournalHours, settings.NoteOpenings, settings.SiteSenderId));
        Assert.Equal(
            Text(new NoticePolicies
            {
                External = new NoticePolicy { DelaySeconds = 90, DigestMinutes = 15, EscalationRole = "Mail manager", EscalationMinutes = 45 },
                Internal = new NoticePolicy { DelaySeconds = 30, QuietFrom = "22:00", QuietUntil = "07:30", EscalationMinutes = 30 },
                TimeZone = "Europe/Amsterdam",
            }),
            Text(settings.Notices));

        page = await client.GetStringAsync(path);
        Assert.Matches("Notices.Internal.QuietFrom\" value=\"22:00\"", page);
        Assert.Matches("<option value=\"Mail manager\" selected", page);
        Assert.Matches("<option (value=\"Europe/Amsterdam\" selected|selected=\"selected\" value=\"Europe/Amsterdam\")", page);
    }

    private static Dictionary<string, string> NoticesForm(string delay, string hours, string quietUntil)
    {
        var isWrong = hours == "71";
        var form = SettingsForm("25", "7");
        foreach (var (field, value) in new[]
        {
            ("JournalHours", hours), ("SiteSenderId", isWrong ? "nobody" : ""), ("NoteOpenings", "true"), ("Notices.TimeZone", "Europe/Amsterdam"),
            ("Notices.External.DelaySeconds", delay), ("Notices.External.DigestMinutes", "15"), ("Notices.External.EscalationRole", "Mail manager"),
            ("Notices.External.EscalationMinutes", "45"), ("Notices.External.QuietFrom", ""), ("Notices.External.QuietUntil", ""),
            ("Notices.Internal.DelaySeconds", "30"), ("Notices.Internal.DigestMinutes", "0"), ("Notices.Internal.EscalationRole", ""),
            ("Notices.Internal.EscalationMinutes", isWrong ? "0" : "30"), ("Notices.Internal.QuietFrom", "22:00"), ("Notices.Internal.QuietUntil", quietUntil),
        })
        {
            form["ISite.MailIntegrationSettings." + field] = value;
        }

        return form;
    }

    private static Dictionary<string, string> AddressForm(string categories, string priority) => new()
    {
        ["MailAddressPart.DisplayName"] = "Info",
        ["MailAddressPart.Folders"] = "Inbox",
        ["MailAddressPart.FromNameRule"] = "MemberAndCompany",
        ["MailAddressPart.SignatureHtml"] = "<p>{{ firstName }} of <b>{{ companyName }}</b></p>",
        ["MailAddressPart.TicketsEnabled"] = "false",
        ["MailAddressPart.TicketPriority"] = priority,
        ["MailAddressPart.TicketCategories"] = categories,
        ["submit.Publish"] = "submit.Publish",
    };

    private static Dictionary<string, string> SettingsForm(string megaBytes, string automatic) => new()
    {
        ["ISite.MailIntegrationSettings.Enabled"] = "true",
        ["ISite.MailIntegrationSettings.Mode"] = "Chat",
        ["ISite.MailIntegrationSettings.FirstSyncDays"] = "30",
        ["ISite.MailIntegrationSettings.CompanyName"] = " Fietskompas ",
        ["ISite.MailIntegrationSettings.MaxAttachmentMegaBytes"] = megaBytes,
        ["ISite.MailIntegrationSettings.AutomaticMailLimit"] = automatic,
        ["ISite.MailIntegrationSettings.AutomaticMailMinutes"] = "90",
    };

    internal static async Task<(HttpStatusCode Status, string Page)> SaveAsync(
        HttpClient client, string path, Dictionary<string, string> fields)
    {
        var page = await client.GetStringAsync(path);
        foreach (var hidden in Regex.Matches(page, "<input[^>]*type=\"hidden\"[^>]*>").Select(m => m.Value))
        {
            var name = Regex.Match(hidden, "name=\"([^\"]*)\"").Groups[1].Value;
            if (name is "__RequestVerificationToken" || name.EndsWith(".Version", StringComparison.Ordinal))
            {
                fields[name] = WebUtility.HtmlDecode(Regex.Match(hidden, "value=\"([^\"]*)\"").Groups[1].Value);
            }
        }

        using var form = new FormUrlEncodedContent(fields);
        using var response = await client.PostAsync(path, form);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<ChannelAddress> AddAsync(IServiceProvider services, string name)
    {
        var address = new ChannelAddress
        {
            Id = "address-" + name,
            ChannelId = "channel-" + name,
            Email = name + "@inside.example",
            DisplayName = "Info",
            MailboxId = "mailbox",
            IsPaused = true,
            Links = [new AddressLink(LinkKind.Role, "Administrator")],
            Folders = [MailFolder.Inbox],
            SyncFrom = DateTimeOffset.UnixEpoch,
            Tickets = new TicketRules { IsEnabled = false, Categories = ["Repair", "Sales"], Priority = TicketPriority.High },
            Aliases = ["alias@inside.example"],
            FromNameRule = FromNameRule.Company,
            SignatureHtml = "<p>Kind regards, {{ fullName }}</p>",
            UnknownSenders = UnknownSenderRule.Create,
            Routing = new AddressRouting { Mode = ProcessingMode.Dossier },
            Hosted = new HostedAddress
            {
                RequireSignature = true,
                TrustedServer = "mx.site.example",
                AllowedSenders = ["good.example"],
                DeniedSenders = ["bad.example"],
                SpamThreshold = 5.5,
                SendVia = "info",
            },
        };
        Assert.True(await services.GetRequiredService<IMailSetupStore>().SaveAsync(address, default));
        return address;
    }

    private Task<ChannelAddress> AddressAsync(string id) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).FindAddress(id)!);

    private Task<MailSettings> SettingsAsync() => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Settings);

    private static string Text<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);

    /// <summary>The comparison says something of every property only while none has its default.</summary>
    private static void AssertNoDefaults<T>(T value, T empty)
    {
        foreach (var property in typeof(T).GetProperties().Where(p => p.Name != "Version"))
        {
            Assert.True(
                Text(property.GetValue(value)) != Text(property.GetValue(empty)),
                $"{property.Name} needs a value in this test, and a line in SetupMapping.");
        }
    }
}
