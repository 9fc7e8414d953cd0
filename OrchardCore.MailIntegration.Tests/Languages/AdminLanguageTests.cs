using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OrchardCore.MailIntegration.Drivers;
using OrchardCore.MailIntegration.Tests.Setup;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Tests.Languages;

/// <summary>
/// The module's own pages in the admin speak the language of the request. The tenant's files are not those of the sources: the
/// translations come out of the module's assembly, as from a package.
/// </summary>
public sealed class AdminLanguageTests : IClassFixture<LanguageTenant>
{
    private const string Settings = "Admin/Settings/mail-integration";

    private readonly LanguageTenant _tenant;

    public AdminLanguageTests(LanguageTenant tenant)
    {
        _tenant = tenant;
    }

    [Theory]
    [InlineData("nl-NL,nl;q=0.9,en;q=0.8", "E-mailverwerking", "Omgevingen", "Bedrijfsnaam", "Tussen 1 en 150 MB.")]
    [InlineData("de", "E-Mail-Verarbeitung", "Umgebungen", "Name des Unternehmens", "Zwischen 1 und 150 MB.")]
    [InlineData("fr,en;q=0.5", "E-mail processing", "Environments", "Company name", "Between 1 and 150 MB.")]
    public async Task SettingsPage_InTheBrowsersLanguage_HasMenuEditorAndValidation(
        string languages, string menu, string submenu, string label, string error)
    {
        using var client = _tenant.Browser(languages);
        var page = WebUtility.HtmlDecode(await client.GetStringAsync(Settings));
        Assert.Contains($"\">{menu}</span>", page, StringComparison.Ordinal);
        Assert.Contains($"\">{submenu}</span>", page, StringComparison.Ordinal);
        Assert.Matches($"<label[^>]*CompanyName[^>]*>{label}</label>", page);

        var (status, answer) = await WritingEditorTests.SaveAsync(client, Settings, new()
        {
            ["ISite.MailIntegrationSettings.Mode"] = "Chat",
            ["ISite.MailIntegrationSettings.FirstSyncDays"] = "30",
            ["ISite.MailIntegrationSettings.MaxAttachmentMegaBytes"] = "151",
            ["ISite.MailIntegrationSettings.AutomaticMailLimit"] = "7",
            ["ISite.MailIntegrationSettings.AutomaticMailMinutes"] = "90",
        });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches($"data-valmsg-for=\"[^\"]*MaxAttachmentMegaBytes\"[^>]*>{error}", WebUtility.HtmlDecode(answer));
    }

    [Theory]
    [InlineData("nl", "Beheerder", "Niemand in het bijzonder", "Het mailcentrum heeft JavaScript nodig.")]
    [InlineData("de", "Betreut von", "Niemand Bestimmtes", "Das Mailcenter braucht JavaScript.")]
    public async Task ContactEditorAndMailCentre_ByCultureCookie_AreInThatLanguage(
        string language, string label, string nobody, string noScript)
    {
        using var client = _tenant.Host.Client("admin");
        client.DefaultRequestHeaders.Add("Cookie", $".AspNetCore.Culture=c%3D{language}%7Cuic%3D{language}");

        var editor = WebUtility.HtmlDecode(await client.GetStringAsync("Admin/Contents/ContentTypes/MailContact/Create"));
        Assert.Matches($"<label[^>]*OwnerId[^>]*>{label}</label>", editor);
        Assert.Contains(nobody, editor, StringComparison.Ordinal);
        Assert.Contains(noScript, WebUtility.HtmlDecode(await client.GetStringAsync("Admin/Mail")), StringComparison.Ordinal);
    }

    /// <summary>Activities that share texts with their base class, and plural forms.</summary>
    [Theory]
    [InlineData("nl", "Aan procesteam geven", "Mail", "Gedaan", "1 adres", "3 adressen")]
    [InlineData("de", "An Prozessteam geben", "Mail", "Erledigt", "1 Adresse", "3 Adressen")]
    public Task ActivitiesAndPlurals_UnderTheCulture_AreInThatLanguage(
        string language, string title, string category, string done, string one, string many) => _tenant.Host.UsingAsync(services =>
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            var library = services.GetRequiredService<IActivityLibrary>();
            var route = library.GetActivityByName("MailRouteToTeamTask");
            Assert.Equal((title, category), (route.DisplayText.Value, route.Category.Value));
            var outcome = Assert.Single(library.GetActivityByName("EmailReceivedEvent").GetPossibleOutcomes(null!, null!));
            Assert.Equal(("Done", done), (outcome.Name, outcome.DisplayName.Value));

            var texts = services.GetRequiredService<IStringLocalizer<MailChannelPartDisplayDriver>>();
            Assert.Equal((one, many), (texts.Plural(1, "1 address", "{0} addresses").Value, texts.Plural(3, "1 address", "{0} addresses").Value));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }

        return Task.CompletedTask;
    });
}
