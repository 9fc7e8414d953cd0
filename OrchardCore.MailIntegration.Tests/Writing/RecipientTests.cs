using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Writing;

/// <summary>Whom the composer suggests in Orchard: published contacts, members, and people in mail that the member reads.</summary>
public sealed class RecipientTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public RecipientTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Recipients_Asked_AreContactsMembersAndReadableCorrespondents()
    {
        var reader = await _host.UserIdAsync("manager");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, reader));
        await _host.UsingAsync("admin", async services =>
        {
            await AddContactAsync(services, "Bakkerij Zonnehoek", VersionOptions.Published, "info@zonnehoek.example", "order@zonnehoek.example");
            await AddContactAsync(services, "Zonnehoek as a draft", VersionOptions.Draft, "draft@zonnehoek.example");
        });

        Assert.Equal(
            ["contact info@zonnehoek.example", "contact order@zonnehoek.example"], (await AskAsync("member", "zonnehoek")).Order());
        Assert.Equal(["contact order@zonnehoek.example"], await AskAsync("member", "ORDER@"));
        Assert.Equal(["member manager@example.org"], await AskAsync("member", "manager@"));
        Assert.Equal(["correspondent " + StoredMail.Sender], await AskAsync("manager", "zwartekraai"));
        Assert.Empty(await AskAsync("member", "zwartekraai"));
        Assert.Empty(await AskAsync("member", "%"));
    }

    private static async Task AddContactAsync(
        IServiceProvider services, string name, VersionOptions version, params string[] addresses)
    {
        var contents = services.GetRequiredService<IContentManager>();
        var item = await contents.NewAsync(MailConstants.ContentTypes.Contact);
        item.DisplayText = name;
        item.Alter<MailContactPart>(part => part.Addresses = addresses);
        await contents.CreateAsync(item, version);
    }

    private async Task<List<string>> AskAsync(string user, string words)
    {
        using var client = _host.Client(user);
        var found = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/recipients?q=" + Uri.EscapeDataString(words));
        return found.EnumerateArray()
            .Select(r => $"{r.GetProperty("kind").GetString()} {r.GetProperty("address").GetString()}").ToList();
    }
}
