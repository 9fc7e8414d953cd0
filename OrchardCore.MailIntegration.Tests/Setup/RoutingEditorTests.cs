using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Setup;

/// <summary>Mode and assignment of an address in Orchard's editor (AD9, AD10, PR3).</summary>
public sealed class RoutingEditorTests : IAsyncLifetime
{
    private readonly TenantHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Routing_SavedByTheEngine_IsShownAndSurvivesTheEditor()
    {
        var routing = new AddressRouting
        {
            Mode = ProcessingMode.Dossier,
            FileInDossier = true,
            Assignment = new AssignmentRules
            {
                IsAutomatic = true, ToContactOwner = true, OnlyAvailable = false,
                Targets = [new AddressLink(LinkKind.Member, "left-long-ago")],
            },
        };
        var path = $"Admin/Contents/ContentItems/{await AddAsync(routing)}/Edit";
        using var client = _host.Client("admin");

        var page = await client.GetStringAsync(path);

        Assert.Contains("left-long-ago (missing)", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        var found = await RoutingAsync();
        Assert.Equal(routing.Assignment.Targets, found.Assignment.Targets);
        Assert.Equal((routing.Mode, (bool?)true, true), (found.Mode, found.FileInDossier, found.Assignment.ToContactOwner));

        Assert.Equal(HttpStatusCode.Found, (await SaveAsync(client, path, page, ("AssignTargets", "Member:left-long-ago"), ("AssignAutomatically", "true"))).Status);
        var saved = await RoutingAsync();
        Assert.Equal((null, null), (saved.Mode, saved.FileInDossier));
        Assert.True(saved.Assignment is { IsAutomatic: true, ToContactOwner: false, OnlyAvailable: false });
        Assert.Equal("left-long-ago", Assert.Single(saved.Assignment.Targets).TargetId);
    }

    [Fact]
    public async Task Routing_AutomaticWithoutAnybody_IsRefusedBesideTheField()
    {
        var path = $"Admin/Contents/ContentItems/{await AddAsync(new AddressRouting())}/Edit";
        using var client = _host.Client("admin");

        var (status, page) = await SaveAsync(client, path, await client.GetStringAsync(path), ("AssignAutomatically", "true"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Choose at least one member or team", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.False((await RoutingAsync()).Assignment.IsAutomatic);
    }

    private static async Task<(HttpStatusCode Status, string Page)> SaveAsync(
        HttpClient client, string path, string page, params (string Name, string Value)[] fields)
    {
        var all = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Field(page, "__RequestVerificationToken"),
            ["MailAddressPart.Version"] = Field(page, "MailAddressPart.Version"),
            ["MailAddressPart.DisplayName"] = "Routed",
            ["MailAddressPart.Folders"] = "Inbox",
            ["submit.Publish"] = "submit.Publish",
        };
        foreach (var (name, value) in fields)
        {
            all["MailAddressPart." + name] = value;
        }

        using var form = new FormUrlEncodedContent(all);
        using var response = await client.PostAsync(path, form);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Field(string page, string name)
    {
        var tag = Regex.Match(page, $"<input[^>]*name=\"{Regex.Escape(name)}\"[^>]*>").Value;
        return WebUtility.HtmlDecode(Regex.Match(tag, "value=\"([^\"]*)\"").Groups[1].Value);
    }

    private Task<string> AddAsync(AddressRouting routing) => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<OrchardSetupStore>();
        Assert.True(await store.SaveAsync(
            new Channel
            {
                Id = "channel-routing", Provider = ProviderKind.Microsoft365, Name = "Routing",
                Microsoft365 = new Microsoft365Connection { TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642" },
            },
            default));
        Assert.True(await store.SaveAsync(
            new ChannelAddress
            {
                Id = "address-routing",
                ChannelId = "channel-routing",
                Email = "routing@inside.example",
                MailboxId = "m",
                SyncFrom = DateTimeOffset.UnixEpoch,
                Routing = routing,
            },
            default));
        return (await store.FindContentItemIdAsync("address-routing", default))!;
    });

    private Task<AddressRouting> RoutingAsync() => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).FindAddress("address-routing")!.Routing);
}
