using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Messaging;

/// <summary>CV5 and NT4 on a tenant: following, and process teams as content items with members who are asked first.</summary>
public sealed class FollowTenantTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public FollowTenantTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Team_MemberWhoIsAskedFirst_IsInvitedByWhateverWayAndInOnceHeAccepts()
    {
        var (member, admin) = (await _host.UserIdAsync("member"), await _host.UserIdAsync("admin"));
        using var client = await ApiAsync("member");
        await SetAsync(client, acceptInvitations: false);
        var team = await CreateAsync("Service", admin, member);
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));

        // Saved again by code that knows nothing of invitations, and written past the editor: still only invited.
        await ChangeAsync(team, part => part.MemberIds = [admin, member]);
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));
        await ImportAsync(team, admin, member);
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));
        await ReleaseAsync();
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));

        await NewsAsync();
        var page = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/notices");
        Assert.Contains("invited", page.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("kind").GetString()));
        Assert.Equal("Service", Assert.Single(Waiting(await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/invitations"), team)));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, await AnswerAsync(client, team, accept: true));
            Assert.Equal($"{admin},{member} / ", await TeamAsync(team));
        }

        await ReleaseAsync();
        Assert.Equal($"{admin},{member} / ", await TeamAsync(team));
        await ChangeAsync(team, part => part.MemberIds = [admin, member]);
        Assert.Equal($"{admin},{member} / ", await TeamAsync(team));
        await SetAsync(client, acceptInvitations: true);
    }

    [Fact]
    public async Task Team_InTheEditor_ShowsWhoIsInvitedAndKeepsIt()
    {
        var (member, admin) = (await _host.UserIdAsync("member"), await _host.UserIdAsync("admin"));
        using var client = await ApiAsync("member");
        await SetAsync(client, acceptInvitations: false);
        var team = await CreateAsync("Edited", admin);
        using var editor = _host.Client("admin");
        await SaveAsync(editor, team, admin, member);
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));

        var page = await editor.GetStringAsync($"Admin/Contents/ContentItems/{team}/Edit");
        Assert.Contains("invited, not yet accepted", page, StringComparison.Ordinal);
        await SaveAsync(editor, team, admin, member);
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));
        await SaveAsync(editor, team, admin);
        Assert.Equal($"{admin} / ", await TeamAsync(team));
        await SetAsync(client, acceptInvitations: true);
    }

    [Fact]
    public async Task Team_DeclinedWithdrawnOrDeleted_IsGone()
    {
        var (member, admin) = (await _host.UserIdAsync("member"), await _host.UserIdAsync("admin"));
        using var client = await ApiAsync("member");
        await SetAsync(client, acceptInvitations: false);
        var team = await CreateAsync("Desk", admin, member);
        Assert.Equal(HttpStatusCode.NoContent, await AnswerAsync(client, team, accept: false));
        Assert.Equal($"{admin} / ", await TeamAsync(team));
        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(client, team, accept: true));

        await ChangeAsync(team, part => part.MemberIds = [admin, member]);
        Assert.Equal($"{admin} / {member}", await TeamAsync(team));
        await ChangeAsync(team, part => part.InvitedIds = []);
        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(client, team, accept: true));

        await ChangeAsync(team, part => part.MemberIds = [admin, member]);
        await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            await contents.RemoveAsync((await contents.GetAsync(team))!);
        });
        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(client, team, accept: true));
        await SetAsync(client, acceptInvitations: true);
    }

    [Fact]
    public async Task Follow_ConversationAndTeam_ListsThemForTheMemberOnly()
    {
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, member));
        var team = await CreateAsync("Followed", await _host.UserIdAsync("admin"));
        using var client = await ApiAsync("member");
        foreach (var path in (string[])[$"conversation/{StoredMail.ConversationId}", $"team/{team}"])
        {
            var answer = await client.PutAsJsonAsync($"Admin/Mail/api/follows/{path}", new { following = true });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        await ReleaseAsync();
        var rows = (await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/follows")).EnumerateArray().ToList();
        Assert.Contains(("conversation", StoredMail.Subject), rows.Select(Row));
        Assert.Contains(("team", "Followed"), rows.Select(Row));
        var missing = await client.PutAsJsonAsync("Admin/Mail/api/follows/team/none", new { following = true });
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static (string?, string?) Row(JsonElement row) => (row.GetProperty("kind").GetString(), row.GetProperty("title").GetString());

    private static IEnumerable<string?> Waiting(JsonElement rows, string team) => rows.EnumerateArray()
        .Where(r => r.GetProperty("id").GetString() == team).Select(r => r.GetProperty("title").GetString());

    private async Task<HttpClient> ApiAsync(string user)
    {
        var client = _host.Client(user);
        var token = (await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session")).GetProperty("antiforgeryToken").GetString();
        client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
        return client;
    }

    private static async Task SaveAsync(HttpClient client, string team, params string[] members)
    {
        var path = $"Admin/Contents/ContentItems/{team}/Edit";
        var page = await client.GetStringAsync(path);
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        List<KeyValuePair<string, string>> fields =
        [
            new("__RequestVerificationToken", token), new("submit.Publish", "submit.Publish"), new("ProcessTeamPart.Name", "Edited"),
            .. members.Select(m => new KeyValuePair<string, string>("ProcessTeamPart.MemberIds", m)),
        ];
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(path, form);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    private static async Task SetAsync(HttpClient client, bool acceptInvitations)
    {
        var answer = await client.PutAsJsonAsync("Admin/Mail/api/session/notifications", new { acceptInvitations });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> AnswerAsync(HttpClient client, string team, bool accept) =>
        (await client.PostAsJsonAsync($"Admin/Mail/api/invitations/team/{team}", new { accept })).StatusCode;

    private Task<string> CreateAsync(string name, params string[] members) => _host.UsingAsync(async services =>
    {
        var contents = services.GetRequiredService<IContentManager>();
        var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
        team.DisplayText = name;
        team.Alter<ProcessTeamPart>(part => part.MemberIds = members);
        await contents.CreateAsync(team, VersionOptions.Published);
        return team.ContentItemId;
    });

    private Task ChangeAsync(string team, Action<ProcessTeamPart> change) => _host.UsingAsync(async services =>
    {
        var contents = services.GetRequiredService<IContentManager>();
        var item = (await contents.GetAsync(team, VersionOptions.Published))!;
        item.Alter(change);
        await contents.UpdateAsync(item);
    });

    /// <summary>As a recipe or deployment brings it: another version of the same item.</summary>
    private Task ImportAsync(string team, params string[] members) => _host.UsingAsync(async services =>
    {
        var contents = services.GetRequiredService<IContentManager>();
        var item = (await contents.GetAsync(team, VersionOptions.Published))!;
        var imported = System.Text.Json.JsonSerializer.Deserialize<ContentItem>(System.Text.Json.JsonSerializer.Serialize(item, JOptions.Default), JOptions.Default)!;
        imported.Id = 0;
        imported.ContentItemVersionId = services.GetRequiredService<IContentItemIdGenerator>().GenerateUniqueId(imported);
        imported.Alter<ProcessTeamPart>(part => (part.MemberIds, part.InvitedIds) = (members, []));
        await contents.ImportAsync([imported]);
    });

    private Task<string> TeamAsync(string id) => _host.UsingAsync(async services =>
    {
        var team = (await services.GetRequiredService<IPeople>().GetTeamsAsync(default)).Single(t => t.Id == id);
        return $"{string.Join(',', team.MemberIds)} / {string.Join(',', team.InvitedIds)}";
    });

    private Task ReleaseAsync() => _host.UsingAsync(services => services.GetRequiredService<Environment.Shell.IShellHost>()
        .ReleaseShellContextAsync(services.GetRequiredService<Environment.Shell.ShellSettings>()));

    /// <summary>Handles what is due, as the worker does.</summary>
    private Task NewsAsync() => _host.UsingAsync(async services =>
    {
        var handler = services.GetServices<IWorkHandler>().Single(h => h.Kind == MembershipNews.WorkKind);
        foreach (var item in await services.GetRequiredService<IMailStore>().GetDueWorkAsync(DateTimeOffset.UtcNow, 100, default))
        {
            if (item.Kind == handler.Kind)
            {
                await handler.HandleAsync(item, default);
            }
        }
    });
}
