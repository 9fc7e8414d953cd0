using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Metadata;
using OrchardCore.ContentManagement.Metadata.Settings;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Tests.Workflows;
using OrchardCore.Security;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Dossiers;

/// <summary>Any content type as a dossier (LW6): who may view the record sees its mail, and nobody else.</summary>
public sealed partial class RecordDossierTests : IClassFixture<RecordHost>
{
    private readonly RecordHost _records;
    private readonly TenantHost _host;

    public RecordDossierTests(RecordHost records)
    {
        _records = records;
        _host = records.Tenant;
    }

    [Fact]
    public async Task Record_ReaderWithoutLink_SeesItsMail_ButNowhereElse()
    {
        var (item, email, conversation) = await FiledAsync("Bridge over the canal", "Concrete prices");
        using var reader = _host.Client("reader");

        var page = await reader.GetStringAsync($"Admin/Mail/records/{item}");
        Assert.Contains("Concrete prices", page, StringComparison.Ordinal);
        Assert.Contains("Filed by", page, StringComparison.Ordinal);
        var body = $"Admin/Mail/api/emails/{email}/body";
        Assert.Contains("Hello", await reader.GetStringAsync($"{body}?dossier=content:{item}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"Admin/Mail/api/emails/{email}/raw?dossier=content:{item}"));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, body));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, $"Admin/Mail/api/emails/{email}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, $"Admin/Mail/api/conversations/{conversation}"));
        Assert.DoesNotContain("Concrete", await reader.GetStringAsync("Admin/Mail/api/conversations?box=all&text=Concrete"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, $"{body}?dossier=content:another"));
    }

    /// <summary>The member is linked to the mail and the manager sees all mail; neither may view the record.</summary>
    [Theory]
    [InlineData("member")]
    [InlineData("manager")]
    public async Task Record_WhoMayNotViewIt_DoesNotEvenLearnItsName(string user)
    {
        var member = await _host.UserIdAsync("member");
        var (item, email, conversation) = await FiledAsync("Secret takeover", "Offer", [member]);
        using var client = _host.Client(user);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"Admin/Mail/records/{item}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"Admin/Mail/api/emails/{email}/body?dossier=content:{item}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"Admin/Mail/api/dossiers/content:{item}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"Admin/Mail/api/dossiers/content:{item}/emails"));
        foreach (var path in new[] { "dossiers", "dossiers/choices?q=Secret", $"conversations/{conversation}" })
        {
            Assert.DoesNotContain("Secret takeover", await client.GetStringAsync("Admin/Mail/api/" + path), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, $"Admin/Mail/api/emails/{email}/body"));
    }

    [Fact]
    public async Task Record_WhoReadsNoMail_SeesTheRecordWithoutIt()
    {
        var (item, email, _) = await FiledAsync("Open house", "Private question");
        using var editor = _host.Client("editor");
        using var nobody = _host.Client();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(editor, $"Admin/Contents/ContentItems/{item}/Edit"));
        Assert.DoesNotContain(
            "Private question", await editor.GetStringAsync($"Admin/Contents/ContentItems/{item}/Edit"), StringComparison.Ordinal);
        foreach (var client in new[] { editor, nobody })
        {
            Assert.Contains(await StatusAsync(client, $"Admin/Mail/records/{item}"), new[] { HttpStatusCode.Forbidden, HttpStatusCode.Found, HttpStatusCode.Unauthorized });
            Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(client, $"Admin/Mail/api/emails/{email}/body?dossier=content:{item}"));
        }
    }

    [Fact]
    public async Task Record_MailOfAnOwnersOwnChannel_StaysTheOwners()
    {
        var member = await _host.UserIdAsync("owner");
        var (item, email, _) = await FiledAsync("Holiday plan", "Only mine", [member], managersSee: false, filer: "owner");
        using var owner = _host.Client("owner");
        using var reader = _host.Client("reader");

        Assert.Contains("Only mine", await owner.GetStringAsync($"Admin/Mail/records/{item}"), StringComparison.Ordinal);
        Assert.DoesNotContain("Only mine", await reader.GetStringAsync($"Admin/Mail/records/{item}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, $"Admin/Mail/api/emails/{email}/body?dossier=content:{item}"));
    }

    [Fact]
    public async Task Tab_InEditorAndOnThePage_ShowsMailAndTimeline()
    {
        var (item, _, _) = await FiledAsync("Roof garden", "Soil delivery");
        using var admin = _host.Client("admin");
        foreach (var page in new[] { "Edit", "Display" })
        {
            var html = await admin.GetStringAsync($"Admin/Contents/ContentItems/{item}/{page}");
            Assert.Contains("Soil delivery", html, StringComparison.Ordinal);
            Assert.Contains("Timeline", html, StringComparison.Ordinal);
            Assert.Contains($"/Admin/Mail/records/{item}", html, StringComparison.Ordinal);
        }

        Assert.Contains("Save the item first", await admin.GetStringAsync("Admin/Contents/ContentTypes/Project/Create"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ByHandOnThePage_FilesWhatTheMemberSees_AndTakesItOut()
    {
        var item = await _records.CreateAsync("Playground");
        var owner = await _host.UserIdAsync("owner");
        var email = await MailWorkflows.ReceiveAsync(_host, "c-playground", "Swings and slides", readers: [owner]);
        await MailWorkflows.ReceiveAsync(_host, "c-hidden", "Swings of others");
        using var client = _host.Client("owner");
        var found = await client.GetStringAsync($"Admin/Mail/records/{item}?q=Swings");
        Assert.Contains("Swings and slides", found, StringComparison.Ordinal);
        Assert.DoesNotContain("Swings of others", found, StringComparison.Ordinal);

        var token = Token().Match(found).Groups[1].Value;
        Assert.Equal(HttpStatusCode.Found, await PostAsync(client, $"Admin/Mail/records/{item}", token, ("conversationId", "c-playground")));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(client, $"Admin/Mail/records/{item}", token, ("conversationId", "c-hidden")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, $"Admin/Mail/records/{item}", "", ("conversationId", "c-playground")));
        Assert.Contains("Swings and slides", await client.GetStringAsync($"Admin/Mail/records/{item}"), StringComparison.Ordinal);

        using var reader = _host.Client("reader");
        var theirs = Token().Match(await reader.GetStringAsync($"Admin/Mail/records/{item}")).Groups[1].Value;
        Assert.Contains(
            await PostAsync(reader, $"Admin/Mail/records/{item}", theirs, ("emailId", email)),
            new[] { HttpStatusCode.Forbidden, HttpStatusCode.Found });
        Assert.Contains("Swings and slides", await reader.GetStringAsync($"Admin/Mail/records/{item}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, await PostAsync(client, $"Admin/Mail/records/{item}", token, ("emailId", email)));
        Assert.Contains("No e-mail is filed", await client.GetStringAsync($"Admin/Mail/records/{item}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_OfTheMailCentre_NameRecordsThatOneMayView_AndRulesFindThem()
    {
        var item = await _records.CreateAsync("Lighthouse");
        using var reader = _host.Client("reader");
        Assert.Contains($"content:{item}", await reader.GetStringAsync("Admin/Mail/api/dossiers/choices?q=light"), StringComparison.Ordinal);

        var found = await _host.UsingAsync(services => services.GetRequiredService<DossierLookup>().FindAsync("content:" + item, default));
        Assert.Equal("Lighthouse", found!.Title);
        await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            await contents.RemoveAsync((await contents.GetAsync(item, VersionOptions.Latest))!);
        });
        Assert.Null(await _host.UsingAsync(services => services.GetRequiredService<DossierLookup>().FindAsync("content:" + item, default)));
    }

    private async Task<(string Item, string Email, string Conversation)> FiledAsync(
        string title, string subject, string[]? readers = null, bool managersSee = true, string filer = "admin")
    {
        var item = await _records.CreateAsync(title);
        var conversation = "c" + Guid.NewGuid().ToString("N");
        var email = await MailWorkflows.ReceiveAsync(_host, conversation, subject, readers: readers, managersSee: managersSee);
        var user = await _host.UserIdAsync(filer);
        await _host.UsingAsync(async services =>
        {
            var rights = (await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(user, default))!;
            var views = await services.GetRequiredService<IMailStore>().GetEmailsAsync(rights.Reader, [email], default);
            Assert.True(await services.GetRequiredService<DossierService>().FileAsync(rights, "content:" + item, views, default));
        });
        return (item, email, conversation);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string token, (string Name, string Value) field)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, [field.Name] = field.Value,
        });
        using var answer = await client.PostAsync(path, form);
        return answer.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>A tenant with the content type Project, which is a dossier, and whose items only some people may view.</summary>
public sealed class RecordHost : IAsyncLifetime
{
    public TenantHost Tenant { get; } = new();

    public async Task InitializeAsync()
    {
        await Tenant.InitializeAsync();
        await Tenant.UsingAsync(services => StoredMail.AddAsync(services));
        await Tenant.UsingAsync(SetUpAsync);
    }

    public Task DisposeAsync() => Tenant.DisposeAsync();

    public async Task<string> CreateAsync(string title)
    {
        var id = "";
        await Tenant.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var item = await contents.NewAsync("Project");
            item.DisplayText = title;
            await contents.CreateAsync(item, VersionOptions.Published);
            id = item.ContentItemId;
        });
        return id;
    }

    private static async Task SetUpAsync(IServiceProvider services)
    {
        await services.GetRequiredService<IContentDefinitionManager>().AlterTypeDefinitionAsync("Project", type => type
            .WithDisplayName("Project").Creatable().Listable().Draftable().Versionable().WithPart(nameof(MailDossierPart)));

        // Orchard lets visitors view content by default; a site with records that are not for everybody takes that away.
        var roles = services.GetRequiredService<RoleManager<IRole>>();
        foreach (var name in new[] { "Anonymous", "Authenticated" })
        {
            var role = (Role)(await roles.FindByNameAsync(name))!;
            role.RoleClaims.RemoveAll(c => c.ClaimValue is "ViewContent" or "ViewOwnContent");
            Assert.True((await roles.UpdateAsync(role)).Succeeded);
        }

        await TestRoles.AddAsync(services, "Project reader", "ViewContent");
        var users = services.GetRequiredService<IUserService>();
        foreach (var name in new[] { "reader", "owner" })
        {
            var user = new User
            {
                UserName = name, Email = name + "@example.org", EmailConfirmed = true, RoleNames = ["Mail member", "Project reader"],
            };
            await users.CreateUserAsync(user, TenantHost.Password, (field, message) => Assert.Fail($"{name}: {field} {message}"));
        }
    }
}
