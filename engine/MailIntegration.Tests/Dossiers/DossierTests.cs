using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Dossiers;

/// <summary>Filing by hand and by rule; what lies in a dossier shows only to who may see the mail (PR2, PR3).</summary>
public sealed class DossierTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public DossierTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task File_OneAndMany_ShowsInDossierAndConversationUntilTakenOut()
    {
        var key = await MakeAsync(_world.Anna, "Wheels");
        await FileAsync(_world.Anna, key, "For sales only", "For both");
        await FileAsync(_world.Anna, key, "For both");

        Assert.Equal(["For both", "For sales only"], (await SubjectsAsync(_world.Anna, key)).Order());
        Assert.Equal(2, (await _world.Anna.GetJsonAsync(Path(key))).GetProperty("emails").GetInt32());
        Assert.Contains("Wheels", await FilingsAsync(_world.Anna, "For both"));

        await _world.Anna.PostAsync("dossiers/unfile", new { dossier = key, conversationIds = new[] { _world.Mails["For both"].ConversationId } });

        Assert.Equal(["For sales only"], await SubjectsAsync(_world.Anna, key));
        Assert.DoesNotContain("Wheels", await FilingsAsync(_world.Anna, "For both"));
    }

    [Fact]
    public async Task Open_OtherMember_SeesOnlyMailThatHeMaySee()
    {
        // Joost reads info@ only: of these he may see the one that went to both.
        var key = await MakeAsync(_world.Anna, "Shared secrets");
        await FileAsync(_world.Anna, key, "For sales only", "For both");

        Assert.Equal(["For both"], await SubjectsAsync(_world.Joost, key));
        Assert.Equal(1, (await _world.Joost.GetJsonAsync(Path(key))).GetProperty("emails").GetInt32());
        Assert.Equal(2, (await SubjectsAsync(_world.Lena, key)).Count);
        Assert.Contains("Shared secrets", await TitlesAsync(_world.Joost));
    }

    [Fact]
    public async Task List_NothingForTheMember_HidesTheDossierAltogether()
    {
        var key = await MakeAsync(_world.Anna, "Not for Joost");
        await FileAsync(_world.Anna, key, "For sales only");

        Assert.DoesNotContain("Not for Joost", await TitlesAsync(_world.Joost));
        Assert.Equal(404, (await _world.Joost.ProblemAsync(HttpMethod.Get, Path(key))).Status);
        Assert.Equal(404, (await _world.Joost.ProblemAsync(HttpMethod.Get, Path(key) + "/emails")).Status);
        Assert.DoesNotContain("Not for Joost", (await _world.Joost.GetJsonAsync("dossiers/choices?q=Joost")).ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (await TryFileAsync(_world.Joost, key, "For both")).Status);
        Assert.Contains("Not for Joost", await TitlesAsync(_world.Lena));
    }

    [Fact]
    public async Task File_MailOfOthers_IsNotThere()
    {
        var key = await MakeAsync(_world.Joost, "Mine");

        Assert.Equal(404, (await TryFileAsync(_world.Joost, key, "For sales only")).Status);
        Assert.Equal(404, (await TryFileAsync(_world.Joost, key, "For Lena only")).Status);
        Assert.Empty(await SubjectsAsync(_world.Joost, key));
    }

    [Fact]
    public async Task File_OwnerOnlyMail_StaysHiddenFromManagers()
    {
        var key = await MakeAsync(_world.Lena, "Private matters");
        await FileAsync(_world.Lena, key, "For Lena only");

        Assert.Equal(["For Lena only"], await SubjectsAsync(_world.Lena, key));
        Assert.Empty(await SubjectsAsync(_world.Anna, key));
        Assert.Equal(0, (await _world.Anna.GetJsonAsync(Path(key))).GetProperty("emails").GetInt32());
    }

    [Fact]
    public async Task RenameAndDelete_MakerAndManagersOnly_LeavesTheMail()
    {
        var key = await MakeAsync(_world.Joost, "Old name");
        await FileAsync(_world.Joost, key, "For both");
        var version = (await _world.Joost.GetJsonAsync(Path(key))).GetProperty("version").GetInt64();

        Assert.Equal(404, (await _world.Lena.ProblemAsync(HttpMethod.Put, Path(key), new { name = "Hers", version })).Status);
        Assert.Equal(404, (await _world.Lena.ProblemAsync(HttpMethod.Delete, Path(key))).Status);
        Assert.Equal(400, (await _world.Joost.ProblemAsync(HttpMethod.Put, Path(key), new { name = " ", version })).Status);
        Assert.Equal(HttpStatusCode.NoContent, await _world.Joost.StatusAsync(HttpMethod.Put, Path(key), new { name = "New name", version }));
        Assert.Equal(409, (await _world.Joost.ProblemAsync(HttpMethod.Put, Path(key), new { name = "Late", version })).Status);
        Assert.Contains("New name", await FilingsAsync(_world.Joost, "For both"));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Anna.StatusAsync(HttpMethod.Delete, Path(key)));

        Assert.Equal(404, (await _world.Joost.ProblemAsync(HttpMethod.Get, Path(key))).Status);
        Assert.DoesNotContain("New name", await FilingsAsync(_world.Joost, "For both"));
    }

    [Theory]
    [InlineData("contact:nobody")]
    [InlineData("free:nobody")]
    [InlineData("content:x")]
    [InlineData("nonsense")]
    public async Task File_UnknownDossier_IsNotThere(string key) =>
        Assert.Equal(404, (await TryFileAsync(_world.Anna, key, "For both")).Status);

    [Fact]
    public async Task Erase_FiledMail_LeavesNothingBehind()
    {
        _world.Host.Deliver(_world.Info.Email, TestMail.Text("erased@customer.example", "To be erased"));
        await _world.Host.SyncAsync(_world.Info.Id);
        var row = (await _world.Anna.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray()
            .First(r => r.GetProperty("subject").GetString() == "To be erased");
        var emailId = row.GetProperty("lastEmailId").GetString()!;
        var key = await MakeAsync(_world.Anna, "Erasing");
        await _world.Anna.PostAsync("dossiers/file", new { dossier = key, emailIds = new[] { emailId } });
        await _world.Host.WithAsync(async (MailChores chores) =>
        {
            await chores.EraseAsync([emailId], default);
            return true;
        });

        Assert.Empty(await SubjectsAsync(_world.Anna, key));
        var left = await _world.Host.Store.GetRecordsAsync(
            new Engine.Storage.RecordQuery { Kind = Engine.Storage.RecordKinds.DossierMail, States = [emailId] }, default);
        Assert.Empty(left);
    }

    private static string Path(string key) => "dossiers/" + Uri.EscapeDataString(key);

    private static async Task<string> MakeAsync(HttpBrowser browser, string name) =>
        (await browser.PostAsync("dossiers", new { name })).GetProperty("key").GetString()!;

    private Task<JsonElement> FileAsync(HttpBrowser browser, string key, params string[] subjects) =>
        browser.PostAsync("dossiers/file", new { dossier = key, emailIds = subjects.Select(s => _world.Mails[s].EmailId) });

    private Task<Problem> TryFileAsync(HttpBrowser browser, string key, string subject) =>
        browser.ProblemAsync(HttpMethod.Post, "dossiers/file", new { dossier = key, emailIds = new[] { _world.Mails[subject].EmailId } });

    private static async Task<IReadOnlyList<string>> SubjectsAsync(HttpBrowser browser, string key) =>
        (await browser.GetJsonAsync(Path(key) + "/emails")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()!).ToList();

    private static async Task<IReadOnlyList<string>> TitlesAsync(HttpBrowser browser) =>
        (await browser.GetJsonAsync("dossiers")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("title").GetString()!).ToList();

    private async Task<IReadOnlyList<string>> FilingsAsync(HttpBrowser browser, string subject) =>
        (await browser.GetJsonAsync("conversations/" + _world.Mails[subject].ConversationId)).GetProperty("dossiers").EnumerateArray()
            .Select(r => r.GetProperty("title").GetString()!).ToList();
}
