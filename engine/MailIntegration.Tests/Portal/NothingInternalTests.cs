using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Portal;

/// <summary>
/// Property: whatever lies in a conversation, a contact meets nothing internal on his page. Random conversations of notes,
/// tasks, forwards, mail among members and with third parties; everything that is not the contact's bears a word that must not
/// come out by any route.
/// </summary>
public sealed class NothingInternalTests
{
    private const string Secret = "kestrel";
    private const string Eva = "eva@customer.example";
    private const string Third = "third@other.example";
    private const string Root = "root@customer.example";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Portal_RandomConversation_ShowsOnlyWhatTheContactWroteOrGot(int seed)
    {
        await using var host = await MailHost.StartAsync();
        await host.EnableAsync();
        var channel = await host.ConnectAsync();
        var info = await host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        host.Deliver(info.Email, TestMail.Text(Root, "A wheel", "Visible 0"));
        await host.SyncAsync(info.Id);
        using var joost = await host.SignInAsync("joost");
        var conversation = (await joost.GetJsonAsync("conversations?box=all")).GetProperty("rows")[0].GetProperty("conversationId").GetString()!;
        var random = new Random(seed);
        var visible = 1;
        for (var i = 1; i <= 14; i++)
        {
            visible += await AddAsync(host, joost, conversation, info.Email, i, random.Next(9));
        }

        await host.SyncAsync(info.Id);
        await host.WithAsync(async (IContacts contacts) =>
        {
            var third = await contacts.SaveAsync(new Contact { Name = Secret, Addresses = [Third] }, default);
            return await host.WithAsync((PortalLinks l) => l.IssueAsync(third.Value!, Third, conversation, default));
        });
        var eva = (await host.Services.GetRequiredService<IContacts>().FindByAddressesAsync([Eva], default)).Values.Single();
        await host.WithAsync((PortalLinks l) => l.IssueAsync(eva, Eva, conversation, default));
        visible += await WriteToPageAsync(host, joost, conversation, random);

        using var client = await PortalClient.OpenAsync(host, eva, Eva, conversation);
        var shown = await client.GetAsync("conversations/" + conversation);
        var everything = new StringBuilder(await client.TextAsync("session")).Append(await client.TextAsync("conversations")).Append(shown);
        foreach (var email in shown.GetProperty("emails").EnumerateArray())
        {
            everything.Append(await client.TextAsync($"emails/{email.GetProperty("id").GetString()}/body"));
        }

        Assert.DoesNotContain(Secret, everything.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(visible, shown.GetProperty("emails").GetArrayLength());
        foreach (var all in (await joost.GetJsonAsync("conversations/" + conversation)).GetProperty("emails").EnumerateArray())
        {
            var id = all.GetProperty("id").GetString()!;
            var isShown = shown.GetProperty("emails").EnumerateArray().Any(e => e.GetProperty("id").GetString() == id);
            Assert.Equal(isShown ? 200 : 404, (int)await client.StatusAsync(HttpMethod.Get, $"emails/{id}/body"));
        }

        await AssertLettersAsync(host);
    }

    /// <summary>What nobody sees on a page goes out as e-mail: the same holds for that.</summary>
    private static async Task AssertLettersAsync(MailHost host)
    {
        await host.DispatchAsync();
        await host.WithAsync(async (NoticeTeller t) =>
        {
            await t.RunAsync(default);
            host.Time.Advance(TimeSpan.FromMinutes(2));
            await t.RunAsync(default);
            return true;
        });
        var letters = (await host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox, Take = 500 }, default))
            .Select(OutboxRecords.Read).Where(e => e.To.Any(t => t.Address == Eva)).ToList();
        Assert.NotEmpty(letters);
        foreach (var letter in letters)
        {
            await using var raw = (await host.Services.GetRequiredService<IBlobStore>().OpenAsync(letter.RawBlob, default))!;
            var content = await host.Services.GetRequiredService<IMimeCodec>().ReadAsync(raw, default);
            Assert.DoesNotContain(
                Secret, $"{content.Subject} {content.Text} {content.Html} {string.Join(' ', content.Headers)}", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>A message to the contact, which is his, and one to somebody else of the conversation, which is not.</summary>
    private static async Task<int> WriteToPageAsync(MailHost host, HttpBrowser joost, string conversation, Random random)
    {
        var box = await joost.GetJsonAsync($"conversations/{conversation}/contact-messages");
        var readers = box.GetProperty("readers").EnumerateArray()
            .ToDictionary(r => r.GetProperty("address").GetString()!, r => r.GetProperty("contactId").GetString()!, StringComparer.Ordinal);
        var count = 1 + random.Next(3);
        for (var i = 0; i < count; i++)
        {
            await joost.PostAsync($"conversations/{conversation}/contact-messages", new { text = $"Visible message {i}", contactIds = new[] { readers[Eva] }, key = $"eva-{i}" });
            if (readers.TryGetValue(Third, out var third))
            {
                await joost.PostAsync($"conversations/{conversation}/contact-messages", new { text = Secret, contactIds = new[] { third }, key = $"third-{i}" });
            }
        }

        await host.DispatchAsync();
        return count;
    }

    /// <returns>How many e-mails the contact may see more.</returns>
    private static async Task<int> AddAsync(MailHost host, HttpBrowser joost, string conversation, string address, int number, int kind)
    {
        var id = $"m{number}@x.example";
        switch (kind)
        {
            case 0:
                Deliver(host, address, id, $"Visible {number}", $"Eva <{Eva}>", address);
                return 1;
            case 1:
                Deliver(host, address, id, $"Visible {number}", address, Eva, "sentitems");
                return 1;
            case 2:
                Deliver(host, address, id, $"Visible {number}", address, "third@other.example", "sentitems", $"Cc: {Eva}\r\n");
                return 1;
            case 3:
                Deliver(host, address, id, Secret, address, "third@other.example", "sentitems", $"Bcc: colleague@fietskompas.example\r\n");
                return 0;
            case 4:
                Deliver(host, address, id, Secret, "Lena <lena@fietskompas.example>", address);
                return 0;
            case 5:
                Deliver(host, address, id, $"{Secret}\r\n\r\n---------- Forwarded message ---------\r\nFrom: Eva <{Eva}>\r\nSubject: A wheel\r\n\r\nHello", "Joost <joost@fietskompas.example>", address);
                return 0;
            case 6:
                await joost.PostAsync($"conversations/{conversation}/messages", new { html = $"<p>{Secret}</p>", mentions = Array.Empty<string>() });
                return 0;
            case 7:
                await joost.PostAsync("tasks", new { title = Secret, note = Secret, conversationId = conversation });
                return 0;
            default:
                await host.WithAsync((ISystemMails m) => m.SendAsync(
                    SystemMailKind.NewAssignment,
                    new SystemMailRecipient("joost@fietskompas.example", "Joost") { IsMember = true, ConversationId = conversation },
                    new Dictionary<string, object?> { ["conversation.subject"] = Secret, ["contact.name"] = Secret, ["assignedBy.name"] = Secret },
                    "key-" + number,
                    default));
                return 0;
        }
    }

    private static void Deliver(
        MailHost host, string mailbox, string id, string body, string from, string to, string folder = "inbox", string headers = "") =>
        host.Deliver(mailbox, TestMail.Text(id, "Re: A wheel", body, from, to, headers: $"In-Reply-To: <{Root}>\r\nReferences: <{Root}>\r\n" + headers), folder);
}
