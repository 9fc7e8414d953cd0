using MailIntegration.Engine;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Portal;

/// <summary>Links of contacts prove themselves, end, and open one conversation.</summary>
public sealed class PortalLinksTests : IAsyncLifetime
{
    private const string Portal = "https://mail.fietskompas.example/mail/portal";

    private OutboxFixture _fixture = null!;
    private Contact _eva = null!;

    public async Task InitializeAsync()
    {
        _fixture = await OutboxFixture.StartAsync(configure: s => s.AddSingleton<ISiteFacts>(new Facts()));
        var contacts = _fixture.Services.GetRequiredService<IContacts>();
        _eva = (await contacts.SaveAsync(new Contact { Name = "Eva", Addresses = [OutboxFixture.Customer] }, default)).Value!;
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    private PortalLinks Links => _fixture.Services.GetRequiredService<PortalLinks>();

    [Fact]
    public async Task OpenAsync_OwnLink_TellsWhoAndWhat()
    {
        var link = (await Links.ForAddressAsync("EVA@customer.example", "c1", default))!;

        Assert.StartsWith(Portal + "/", link, StringComparison.Ordinal);
        var pass = (await Links.OpenAsync(link[(Portal.Length + 1)..], default))!;
        Assert.Equal((_eva.Id, OutboxFixture.Customer, "c1"), (pass.Contact.Id, pass.Address, pass.ConversationId));
        Assert.DoesNotContain("c1", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForAddressAsync_NoContact_IsNull() =>
        Assert.Null(await Links.ForAddressAsync("nobody@customer.example", "c1", default));

    [Fact]
    public async Task OpenAsync_AnyCharacterChanged_IsRefused()
    {
        var token = await Links.IssueAsync(_eva, OutboxFixture.Customer, "c1", default);

        for (var i = 0; i < token.Length; i++)
        {
            var forged = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(await Links.OpenAsync(forged, default));
        }

        Assert.Null(await Links.OpenAsync("", default));
        Assert.Null(await Links.OpenAsync(token + "A", default));
        Assert.NotNull(await Links.OpenAsync(token, default));
    }

    [Fact]
    public async Task OpenAsync_AfterItsLife_IsRefused()
    {
        var token = await Links.IssueAsync(_eva, OutboxFixture.Customer, "c1", default);

        _fixture.Time.Advance(PortalLinks.Life - TimeSpan.FromMinutes(1));
        Assert.NotNull(await Links.OpenAsync(token, default));
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await Links.OpenAsync(token, default));
    }

    [Fact]
    public async Task RevokeAsync_OneConversation_LeavesTheOthers()
    {
        var first = await Links.IssueAsync(_eva, OutboxFixture.Customer, "c1", default);
        var second = await Links.IssueAsync(_eva, OutboxFixture.Customer, "c2", default);

        await Links.RevokeAsync(_eva.Id, "c1", default);

        Assert.Null(await Links.OpenAsync(first, default));
        Assert.NotNull(await Links.OpenAsync(second, default));
        Assert.NotNull(await Links.OpenAsync(await Links.IssueAsync(_eva, OutboxFixture.Customer, "c1", default), default));
    }

    [Fact]
    public async Task OpenAsync_ContactDeleted_IsRefused()
    {
        var token = await Links.IssueAsync(_eva, OutboxFixture.Customer, "c1", default);
        await _fixture.Services.GetRequiredService<IContacts>().DeleteAsync(_eva.Id, default);
        Assert.Null(await Links.OpenAsync(token, default));
    }

    [Fact]
    public async Task SystemMail_ToAContact_CarriesHisLink()
    {
        var conversation = (await _fixture.ReceiveAsync()).Email.ConversationId;

        var result = await _fixture.Services.GetRequiredService<ISystemMails>().SendAsync(
            SystemMailKind.UnseenMessage,
            new SystemMailRecipient(OutboxFixture.Customer) { ConversationId = conversation },
            new Dictionary<string, object?> { ["messages.count"] = 1, ["message.author"] = "Anna", ["message.text"] = "Hi" },
            "key",
            default);
        await _fixture.WorkAsync();

        Assert.Equal(SystemMailOutcome.Queued, result.Outcome);
        var text = System.Text.Encoding.UTF8.GetString(Assert.Single(_fixture.Delivered).Raw).Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.Contains(Portal + "/", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/mail/conversations/", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, false, true)]
    [InlineData(false, true, false, false)]
    [InlineData(true, false, false, false)]
    [InlineData(true, true, true, false)]
    public async Task MemberMail_ToAnInvitedContactAlone_BearsHisLink(bool isOn, bool isInvited, bool isCopied, bool hasLink)
    {
        await _fixture.Sync.SyncAsync();
        var question = await _fixture.ReceiveAsync();
        if (isInvited)
        {
            var saved = await _fixture.Services.GetRequiredService<IContacts>().SaveAsync(_eva with { InvitedAt = _fixture.Time.GetUtcNow() }, default);
            Assert.NotNull(saved.Value);
        }

        await _fixture.Sync.ChangeSettingsAsync(s => s with { InviteOnFirstMail = isOn });
        var draft = await _fixture.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id));
        if (isCopied)
        {
            var edit = new DraftEdit(draft.Revision, "info", draft.To, [new MailboxAddress("Bob", "bob@customer.example")], [], draft.Subject, draft.Html, true);
            draft = (await _fixture.Drafts.SaveAsync("anna", draft.Id, edit, default)).Value!;
        }

        await _fixture.SendAsync(draft);
        await _fixture.WorkAsync();

        var text = System.Text.Encoding.UTF8.GetString(_fixture.Delivered[0].Raw).Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.Equal(hasLink, text.Contains(Portal + "/", StringComparison.Ordinal));
    }

    internal sealed class Facts : ISiteFacts
    {
        public ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SiteFacts("Fietskompas", "https://mail.fietskompas.example/mail", "en") { Portal = Portal });
    }
}
