using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Channel = MailIntegration.Engine.Channels.Channel;
using Story = MailIntegration.Embedded.Sample.SampleCompany;

namespace MailIntegration.Tests.Web;

/// <summary>
/// One host with mail for different people: Joost reads info@, Lena sales@ and her own private channel, managers all but
/// the latter. One mail went to info@ and sales@ both.
/// </summary>
public sealed class MailWorld : IAsyncLifetime
{
    internal MailHost Host { get; private set; } = null!;

    internal Browser Anna { get; private set; } = null!;

    internal Browser Joost { get; private set; } = null!;

    internal Browser Lena { get; private set; } = null!;

    internal Channel Channel { get; private set; } = null!;

    internal ChannelAddress Info { get; private set; } = null!;

    internal ChannelAddress Sales { get; private set; } = null!;

    internal ChannelAddress Private { get; private set; } = null!;

    /// <summary>E-mails by the subject that tests know them by.</summary>
    internal Dictionary<string, (string EmailId, string ConversationId)> Mails { get; } = [];

    internal string QuarantinedKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Host = await MailHost.StartAsync();
        await Host.EnableAsync();
        Channel = await Host.ConnectAsync();
        Info = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        Sales = await Host.ActivateAsync(Channel.Id, "sales@fietskompas.example", new AddressLink(LinkKind.Role, "sales"));
        Private = await ActivatePrivateAsync();
        Deliver();
        await Host.SyncAsync(Info.Id, Sales.Id, Private.Id);
        await QuarantineAsync();
        Anna = await Host.SignInAsync("anna");
        Joost = await Host.SignInAsync("joost");
        Lena = await Host.SignInAsync("lena");
        foreach (var browser in new[] { Anna, Lena })
        {
            foreach (var row in (await browser.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray())
            {
                Mails[row.GetProperty("subject").GetString()!] =
                    (row.GetProperty("lastEmailId").GetString()!, row.GetProperty("conversationId").GetString()!);
            }
        }
    }

    public async Task DisposeAsync()
    {
        Anna.Dispose();
        Joost.Dispose();
        Lena.Dispose();
        await Host.DisposeAsync();
    }

    private async Task<ChannelAddress> ActivatePrivateAsync()
    {
        var channel = await Host.ConnectAsync("Lena's own");
        var result = await Host.WithAsync((ChannelService s) => s.UpdateAsync(
            new ChannelUpdate(channel.Id, channel.Name, "", true, ChannelAccess.Owner, [], "lena", null, channel.Version), default));
        Assert.Equal(SetupOutcome.Saved, result.Outcome);
        return await Host.ActivateAsync(channel.Id, "lena@fietskompas.example");
    }

    private void Deliver()
    {
        Host.Deliver(Info.Email, HostileMail.Raw);
        Host.Deliver(Sales.Email, TestMail.Text("sales-1@customer.example", "For sales only", "The word is zebrafinch."));
        Host.Deliver(Private.Email, TestMail.Text("private-1@customer.example", "For Lena only", "The word is oxpecker."));
        var both = TestMail.Text("both-1@customer.example", "For both", "The word is wagtail.", date: DateTimeOffset.UtcNow.AddMinutes(-5));
        Host.Deliver(Info.Email, both);
        Host.Deliver(Sales.Email, both.Replace("From:", "X-Copy: sales\r\nFrom:", StringComparison.Ordinal));
    }

    private async Task QuarantineAsync()
    {
        var blobs = Host.Services.GetRequiredService<IBlobStore>();
        using var raw = new MemoryStream("Subject: broken\r\n\r\nxyz"u8.ToArray());
        var blob = await blobs.WriteAsync(raw, 1000, default);
        QuarantinedKey = EmailIdentity.MessageKey(Sales.Id, "broken");
        var result = await Host.Store.ApplyAsync(
            new MailChanges
            {
                Messages =
                [
                    new ProviderMessage
                    {
                        Key = QuarantinedKey,
                        AddressId = Sales.Id,
                        ProviderId = "broken",
                        Folder = MailFolder.Inbox,
                        ReceivedAt = DateTimeOffset.UtcNow,
                        Outcome = MessageOutcome.Quarantined,
                        Reason = new Engine.Reason("unreadable"),
                        RawBlob = blob.Name,
                        Size = blob.Size,
                    },
                ],
            },
            default);
        Assert.Equal(ApplyOutcome.Applied, result.Outcome);
    }
}
