using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Writing;

/// <summary>Bad input of people who write.</summary>
public sealed class DraftValidationTests
{
    [Theory]
    [InlineData("Hi\r\nBcc: victim@example.org")]
    [InlineData("Hi\nX: y")]
    [InlineData("Hi\0")]
    public async Task Subject_WithLineBreak_IsRefused(string subject)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var errors = await fixture.RefusedAsync(await fixture.WriteAsync(subject: subject));

        Assert.Equal("header-injection", errors.Fields["subject"][0].Code);
    }

    [Theory]
    [InlineData("Eva\r\nBcc: victim@example.org", "eva@customer.example", "header-injection")]
    [InlineData("Eva", "eva@customer.example\r\nRCPT TO:<victim@example.org>", "header-injection")]
    [InlineData("Eva", "eva@customer.example, victim@example.org", "address-invalid")]
    [InlineData("Eva", "eva>@customer.example", "address-invalid")]
    [InlineData("Eva", "eva", "address-invalid")]
    [InlineData("Eva", "", "address-invalid")]
    public async Task Recipient_ThatIsNone_IsRefused(string name, string address, string code)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync();
        draft = await fixture.TypeAsync(draft, "<p>x</p>", [new MailboxAddress(name, address)]);

        Assert.Equal(code, (await fixture.RefusedAsync(draft)).Fields["to"][0].Code);
    }

    [Theory]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    [InlineData("用户@例子.example", "用户@xn--fsqu00a.example")]
    [InlineData("jörg@customer.example", "jörg@customer.example")]
    public async Task Recipient_International_Leaves(string address, string written)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.SendAsync(await fixture.WriteAsync(to: address));
        await fixture.WorkAsync();

        Assert.Equal(written, Assert.Single(fixture.Delivered).Recipient);
    }

    [Fact]
    public async Task Recipients_ThreeHundred_AllGetIt()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync();
        var to = Enumerable.Range(0, 300).Select(i => new MailboxAddress($"Receiver {i}", $"r{i}@customer.example")).ToList();
        await fixture.SendAsync(await fixture.TypeAsync(draft, "<p>x</p>", to));
        await fixture.WorkAsync();

        Assert.Equal(300, fixture.Delivered.Select(m => m.Recipient).Distinct().Count());
        Assert.Equal(300, fixture.Delivered.Count);
    }

    [Fact]
    public async Task Recipients_NoneOrTooMany_AreRefused()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.TypeAsync(await fixture.WriteAsync(), "<p>x</p>", []);
        Assert.Equal("no-recipient", (await fixture.RefusedAsync(draft)).Fields["to"][0].Code);
        var many = Enumerable.Range(0, 501).Select(i => new MailboxAddress(null, $"r{i}@customer.example")).ToList();
        draft = await fixture.TypeAsync(draft, "<p>x</p>", many);

        Assert.Equal("too-many-recipients", (await fixture.RefusedAsync(draft)).Fields["to"][0].Code);
    }

    [Fact]
    public async Task Attachment_Vanished_IsNamed()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync();
        using var content = new MemoryStream("hello"u8.ToArray());
        var file = (await fixture.Files.AddAsync("anna", draft.Id, "offer.txt", "text/plain", false, content, default)).Value!;
        await fixture.Sync.Blobs.DeleteAsync(file.Blob, default);

        var reason = (await fixture.RefusedAsync(draft)).Fields["attachments"][0];
        Assert.Equal(("attachment-missing", "offer.txt"), (reason.Code, reason.Args["name"]));
    }

    [Fact]
    public async Task Attachments_BeyondTheLimit_AreRefusedWhileTheyAreRead()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync();
        using var first = new MemoryStream(new byte[2 * 1024 * 1024]);
        Assert.NotNull((await fixture.Files.AddAsync("anna", draft.Id, "a.bin", "application/octet-stream", false, first, default)).Value);
        using var second = new MemoryStream(new byte[2 * 1024 * 1024]);
        var result = await fixture.Files.AddAsync("anna", draft.Id, "b.bin", "application/octet-stream", false, second, default);

        Assert.Equal(("attachments-too-large", "3145728"), (result.Errors.First!.Code, result.Errors.First.Args["limit"]));
        Assert.True(second.Position < second.Length);
        Assert.Single((await fixture.Drafts.FindAsync("anna", draft.Id, default))!.Attachments);
    }

    [Fact]
    public async Task Discard_DraftWithFile_ErasesItsBlob()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync();
        using var content = new MemoryStream("only here"u8.ToArray());
        var file = (await fixture.Files.AddAsync("anna", draft.Id, "a.txt", "text/plain", false, content, default)).Value!;
        Assert.False(await fixture.Drafts.DiscardAsync("joost", draft.Id, default));
        Assert.True(await fixture.Drafts.DiscardAsync("anna", draft.Id, default));

        Assert.Null(await fixture.Sync.Blobs.OpenAsync(file.Blob, default));
    }

    [Fact]
    public async Task Html_OfAMember_IsCleanedAndLoadsNothing()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync(
            html: "<p onclick=\"x()\">Hi <b>you</b><script>alert(1)</script><img src=\"https://tracker.example/a.png\"><img src=\"cid:a@b\"></p>");

        Assert.DoesNotContain("script", draft.Html);
        Assert.DoesNotContain("tracker", draft.Html);
        Assert.DoesNotContain("onclick", draft.Html);
        Assert.Contains("src=\"cid:a%40b\"", draft.Html);
        var again = await fixture.TypeAsync(draft, draft.Html, draft.To);
        Assert.Equal(draft.Html, again.Html);
    }

    [Fact]
    public async Task Draft_SavedElsewhereMeanwhile_IsNotOverwritten()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync();
        await fixture.TypeAsync(draft, "<p>newer</p>", draft.To);
        var edit = new DraftEdit(draft.Revision, "info", draft.To, [], [], "Spokes", "<p>older</p>", false);

        Assert.Equal(Engine.Channels.SetupOutcome.Stale, (await fixture.Drafts.SaveAsync("anna", draft.Id, edit, default)).Outcome);
    }

    [Fact]
    public async Task InternalStream_ToAnOutsider_IsRefused()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var sender = (await fixture.Services.GetRequiredService<SenderDirectory>().FindAsync(await fixture.RightsAsync(), "info", default))!;
        OutboxRequest Request(params string[] to) => new()
        {
            Stream = OutboxStream.Internal,
            AuthorId = "anna",
            Sender = sender,
            Draft = new Draft { Id = "x", SenderId = "info", Html = "<p>secret</p>", To = to.Select(a => new MailboxAddress(null, a)).ToList() },
        };
        var writer = fixture.Services.GetRequiredService<OutboxWriter>();

        var refused = await writer.QueueAsync(Request("joost@fietskompas.example", OutboxFixture.Customer), default);
        Assert.Equal("internal-leaves", refused.Errors.Fields["to"][0].Code);
        Assert.NotNull((await writer.QueueAsync(Request("joost@fietskompas.example"), default)).Value);
    }
}
