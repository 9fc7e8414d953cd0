using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Draft = MailIntegration.Engine.Writing.Draft;

namespace MailIntegration.Tests.Openings;

/// <summary>MC4: which mails bear a picture of ours, and that nobody here loads one.</summary>
public sealed class OpeningPictureTests
{
    private static readonly string[] Contacts = ["eva@customer.example", "bob@customer.example", "new@nobody.example"];
    private static readonly string[] Ours = ["anna@fietskompas.example", OutboxFixture.Address];
    private static readonly string?[] Templates =
        [null, "", "my-template", SystemTemplates.NewMessage, "task-request", SystemTemplates.PasswordReset, SystemTemplates.ConfirmEmail, "two-step-code"];

    [Fact]
    public async Task Outgoing_OfEveryKind_BearsOnePictureOnlyForOneContactWhileTheSettingIsOn()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (_, older) = await world.SentAsync();
        var random = new Random(20261122);
        var pictures = 0;
        for (var i = 0; i < 200; i++)
        {
            var isOn = random.Next(4) > 0;
            await world.Fixture.Sync.ChangeSettingsAsync(s => s with { NoteOpenings = isOn });
            var request = Request(random, i, older);
            var result = await world.Fixture.Services.GetRequiredService<OutboxWriter>().QueueAsync(request, default);
            if (result.Value is not { } entry)
            {
                continue;
            }

            var bears = isOn && request is { Stream: OutboxStream.External, IsSites: false, Draft: { To.Count: 1, Cc.Count: 0, Bcc.Count: 0 } }
                && Contacts.Contains(request.Draft.To[0].Address.ToLowerInvariant())
                && request.Template is not (SystemTemplates.PasswordReset or SystemTemplates.ConfirmEmail or "two-step-code");
            foreach (var blob in new[] { entry.RawBlob, entry.Parcel.Blob })
            {
                var tokens = await world.TokensAsync(blob);
                Assert.True(tokens.Count == (bears ? 1 : 0), $"{i}: {tokens.Count} pictures, on {isOn}, {request.Stream}, {request.Template}");
                Assert.DoesNotContain(older, tokens);
                Assert.Equal(bears, entry.OpeningId is not null);
                Assert.Empty(tokens.Intersect(OpeningWorld.Tokens(entry.Draft?.Html + entry.Snippet)));
            }

            pictures += bears ? 1 : 0;
        }

        Assert.True(pictures > 10, $"Only {pictures} mails could bear a picture.");
    }

    [Fact]
    public async Task Picture_OfAMail_NamesNobodyAndIsTheSameWhenItIsSentAgain()
    {
        await using var world = await OpeningWorld.StartAsync();
        world.Fixture.Fault(FaultKind.Unavailable, "/messages", times: 1);
        var (entry, token) = await world.SentAsync();
        await world.Fixture.WorkAsync(TimeSpan.FromMinutes(10));

        var html = await world.HtmlAsync(entry.RawBlob);
        Assert.Contains($"<img src=\"https://mail.fietskompas.example/mail/portal/o/{token}.gif\" width=\"1\" height=\"1\" alt=\"\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain(entry.Id, html, StringComparison.Ordinal);
        var sent = System.Text.Encoding.UTF8.GetString(Assert.Single(world.Fixture.Delivered).Raw).Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.Equal([token], OpeningWorld.Tokens(sent));
    }

    [Fact]
    public async Task Site_ThatDoesNotKnowItsAddress_AddsNone()
    {
        await using var world = await OpeningWorld.StartAsync(knowsItself: false);
        var entry = await world.Fixture.SendAsync(await world.Fixture.WriteAsync());
        Assert.Null(entry.OpeningId);
        Assert.DoesNotContain("<img", await world.HtmlAsync(entry.RawBlob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_OfOwnPicture_NeitherLoadsItNorIsOfferedIt()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (_, token) = await world.SentAsync();
        var forged = token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..];
        var html = $"""
            <p>Hi</p><blockquote><img src="https://old.example/mail-portal/o/{token}.gif" width=1 height=1>
            <img src="https://proxy.example/x#https://mail.fietskompas.example/mail/portal/o/{token}.gif">
            <img src="https&#58;//mail.fietskompas.example/mail/portal&#47;o/{token}.gif"></blockquote>
            <img src="https://mail.fietskompas.example/mail/portal/o/{forged}.gif"><img src="https://shop.example/a.gif">
            """;
        var leaveOut = await world.Fixture.Services.GetRequiredService<OpeningPictures>().FindOwnAsync(html, default);
        var cleaner = world.Fixture.Services.GetRequiredService<IHtmlCleaner>();

        var blocked = cleaner.Clean(html, new HtmlCleanOptions { LeaveOut = leaveOut });
        var shown = cleaner.Clean(html, new HtmlCleanOptions { LeaveOut = leaveOut, AllowRemoteImages = true });

        Assert.Equal(2, blocked.BlockedRemoteImages);
        Assert.DoesNotContain(token, shown.Html, StringComparison.Ordinal);
        Assert.Contains(forged, shown.Html, StringComparison.Ordinal);
        Assert.Contains("shop.example", shown.Html, StringComparison.Ordinal);
    }

    private static OutboxRequest Request(Random random, int number, string older)
    {
        var to = Some(random, random.Next(4) == 0 ? 2 : 1);
        var isAutomatic = random.Next(3) == 0;
        return new OutboxRequest
        {
            Sender = new Sender("info", new MailboxAddress("Fietskompas", OutboxFixture.Address), "<p>Sig</p>", true, 3_000_000, null),
            Stream = random.Next(4) == 0 ? OutboxStream.Internal : OutboxStream.External,
            IsSites = random.Next(6) == 0,
            AuthorId = isAutomatic ? null : "anna",
            Automatic = isAutomatic ? new AutomaticMail() : null,
            Template = Templates[random.Next(Templates.Length)],
            Draft = new Draft
            {
                Id = $"draft-{number}",
                SenderId = "info",
                ConversationId = random.Next(2) == 0 ? $"conversation-{number}" : null,
                To = to,
                Cc = random.Next(4) == 0 ? Some(random, 1) : [],
                Bcc = random.Next(6) == 0 ? Some(random, 1) : [],
                Subject = $"Mail {number}",
                Html = $"<p>Text</p><img src=\"https://mail.fietskompas.example/mail/portal/o/{older}.gif\">",
                QuoteHtml = "<blockquote>Before</blockquote>",
                IncludeQuote = random.Next(2) == 0,
            },
        };
    }

    private static List<MailboxAddress> Some(Random random, int count)
    {
        var all = (random.Next(4) > 0 ? Contacts : Contacts.Concat(Ours)).ToArray();
        random.Shuffle(all);
        return all.Take(count).Select(a => new MailboxAddress(null, random.Next(3) == 0 ? a.ToUpperInvariant() : a)).ToList();
    }
}
