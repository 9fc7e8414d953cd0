using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>Any content type as a dossier: the page of a record, where mail is found, filed, read and taken out.</summary>
[Collection(nameof(SampleSitePage))]
public sealed class RecordJourneyTests
{
    private const string Id = "4project000000000000000000";

    /// <summary>A type of the site's own with the part, and one item of it.</summary>
    private const string Recipe = $$"""
        {
          "name": "project",
          "steps": [
            {
              "name": "ContentDefinition",
              "ContentTypes": [{
                "Name": "Project", "DisplayName": "Project",
                "Settings": { "ContentTypeSettings": { "Creatable": true, "Listable": true } },
                "ContentTypePartDefinitionRecords": [
                  { "PartName": "TitlePart", "Name": "TitlePart", "Settings": {} },
                  { "PartName": "MailDossierPart", "Name": "MailDossierPart", "Settings": {} }
                ]
              }],
              "ContentParts": []
            },
            {
              "name": "content",
              "data": [{
                "ContentItemId": "{{Id}}", "ContentItemVersionId": "4projectv00000000000000000", "ContentType": "Project",
                "DisplayText": "Bridge over the canal", "Latest": true, "Published": true,
                "TitlePart": { "Title": "Bridge over the canal" }, "MailDossierPart": {}
              }]
            }
          ]
        }
        """;

    private readonly SampleSitePage _site;

    public RecordJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Record_FindFileReadAndTakeOut_OnAPhoneToo()
    {
        var page = await _site.SignInAsync();
        await ImportAsync(page);
        await _site.GoAsync(page, $"Admin/Mail/records/{Id}");
        await Assertions.Expect(page.GetByText("No e-mail is filed here yet.")).ToBeVisibleAsync();
        var search = page.GetByRole(AriaRole.Searchbox, new() { Name = "Search your e-mail" });
        await search.FillAsync("Coaster hub");
        await search.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "File Coaster hub" }).First.ClickAsync();

        var mail = page.Locator(".mail-record-list details").First;
        await Assertions.Expect(mail).ToContainTextAsync("Coaster hub");
        await mail.Locator("summary").ClickAsync();
        await mail.Locator("iframe").ContentFrame.GetByText("Joost").First.WaitForAsync();
        await SampleSitePage.PictureAsync(page, "record-mail");

        await page.SetViewportSizeAsync(390, 844);
        await page.ReloadAsync();
        await page.Locator(".leftbar-compactor").ClickAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await SampleSitePage.PictureAsync(page, "record-phone");
        await mail.Locator("summary").ClickAsync();
        await mail.Locator("iframe").ContentFrame.GetByText("Joost").First.WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await SampleSitePage.PictureAsync(page, "record-phone-open");

        // Orchard's own menu covers the lower left of a narrow page, wherever the page happens to be scrolled.
        await page.SetViewportSizeAsync(1440, 900);
        var count = await page.Locator(".mail-record-list details").CountAsync();
        await mail.GetByRole(AriaRole.Button, new() { Name = "Take out" }).ClickAsync();
        await Assertions.Expect(page.Locator(".mail-record-list details")).ToHaveCountAsync(count - 1);
        Assert.Empty(_site.Complaints);
    }

    private async Task ImportAsync(IPage page)
    {
        await _site.GoAsync(page, "Admin/DeploymentPlan/Import/Json");
        await page.EvaluateAsync(
            """
            recipe => {
              document.querySelector('textarea[name$=Json]').value = recipe;
              document.querySelector('.CodeMirror')?.CodeMirror?.setValue(recipe);
            }
            """,
            Recipe);
        await page.Locator("button.import").ClickAsync();
        await page.GetByText("Recipe imported").Or(page.Locator(".message-success, .alert-success")).First.WaitForAsync();
    }
}
