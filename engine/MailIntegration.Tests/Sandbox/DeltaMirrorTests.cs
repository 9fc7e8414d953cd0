using System.Net;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Tests.Sandbox;

/// <summary>Whatever happens to a folder between and within rounds, a client that follows the links ends with the folder's content.</summary>
public sealed class DeltaMirrorTests
{
    private const string Path = "users/info@sandbox.example/mailFolders/inbox/messages/delta?$select=isRead";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Delta_RandomChangesBetweenPages_MirrorEqualsTheFolder(int seed)
    {
        await using var host = await SandboxHost.StartAsync();
        var random = new Random(seed);
        var mirror = new Dictionary<string, bool>(StringComparer.Ordinal);
        var next = Path;
        for (var i = 0; i < 30; i++)
        {
            Change(host, random);
        }

        for (var page = 0; page < 60; page++)
        {
            Change(host, random);
            next = await FollowAsync(host, mirror, next, random.Next(1, 6));
        }

        for (var done = false; !done;)
        {
            next = await FollowAsync(host, mirror, next, 50);
            done = next.Contains("$deltatoken", StringComparison.Ordinal);
        }

        await FollowAsync(host, mirror, next, 1000);
        var list = (await host.GetAsync("users/info@sandbox.example/mailFolders/inbox/messages?$top=1000&$select=isRead", SandboxHost.ImmutableId)).Value;
        Assert.Equal(
            list.Select(item => $"{item!["id"]} {item["isRead"]}").Order(StringComparer.Ordinal),
            mirror.Select(pair => $"{pair.Key} {(pair.Value ? "true" : "false")}").Order(StringComparer.Ordinal));
        Assert.NotEmpty(mirror);
    }

    private static void Change(SandboxHost host, Random random)
    {
        var now = host.State.Clock.GetUtcNow();
        var mailbox = host.Mailbox;
        var keys = mailbox.Read((items, _) => items.Keys.Order().ToList());
        var key = keys.Count == 0 ? 0 : keys[random.Next(keys.Count)];
        switch (random.Next(keys.Count < 10 ? 1 : 6))
        {
            case 0 or 1:
                host.Receive("New", received: now.AddMinutes(random.Next(-1000, 1000)));
                break;
            case 2:
                mailbox.Update(key, now, item => item with { IsRead = !item.IsRead });
                break;
            case 3:
                mailbox.Remove(key);
                break;
            case 4:
                mailbox.Move(key, mailbox.Folder(WellKnownFolders.Archive), now);
                break;
            default:
                mailbox.Move(key, mailbox.Inbox, now);
                break;
        }
    }

    private static async Task<string> FollowAsync(SandboxHost host, Dictionary<string, bool> mirror, string link, int size)
    {
        var page = (await host.GetAsync(link, SandboxHost.ImmutableId, $"odata.maxpagesize={size}")).Expect(HttpStatusCode.OK).Json;
        foreach (var item in page["value"]!.AsArray())
        {
            Apply(mirror, item!);
        }

        return (string?)page["@odata.nextLink"] ?? (string)page["@odata.deltaLink"]!;
    }

    private static void Apply(Dictionary<string, bool> mirror, JsonNode item)
    {
        var id = (string)item["id"]!;
        if (item["@removed"] is null)
        {
            mirror[id] = (bool)item["isRead"]!;
        }
        else
        {
            mirror.Remove(id);
        }
    }
}
