using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Web;

/// <summary>Reading, deleting and spam: per member, for all, and at the provider when a setting says so (TH3, TH8, SY6, SY11).</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private ChannelAddress _info = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        _anna = await _host.SignInAsync("anna");
        _joost = await _host.SignInAsync("joost");
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        _joost.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Read_ByOneMember_StaysUnreadForOthers()
    {
        await FetchAsync("one");
        var id = await ConversationAsync();
        await _joost.PostAsync("emails/read", new { conversationIds = new[] { id }, read = true });
        Assert.Equal((0, 1), (await UnreadAsync(_joost), await UnreadAsync(_anna)));
        await _joost.PostAsync("emails/read", new { conversationIds = new[] { id }, read = false });
        Assert.Equal(1, await UnreadAsync(_joost));
    }

    [Theory]
    [InlineData("archive", "archive")]
    [InlineData("delete", "deleted")]
    [InlineData("spam", "spam")]
    public async Task State_Changed_MovesTheMailForAllAndBack(string action, string box)
    {
        await FetchAsync("one");
        var id = await ConversationAsync();
        await _joost.PostAsync("emails/state", new { conversationIds = new[] { id }, action });
        Assert.Equal((0, 1), (await CountAsync(_anna, "inbox"), await CountAsync(_anna, box)));
        await _anna.PostAsync("emails/state", new { conversationIds = new[] { id }, action = "restore" });
        Assert.Equal((1, 0), (await CountAsync(_joost, "inbox"), await CountAsync(_joost, box)));
    }

    [Fact]
    public async Task WriteBack_Off_TouchesNothingAtTheProvider()
    {
        var item = await FetchAsync("one");
        await _joost.PostAsync("emails/read", new { conversationIds = new[] { await ConversationAsync() }, read = true });
        await _joost.PostAsync("emails/state", new { conversationIds = new[] { await ConversationAsync() }, action = "delete" });
        Assert.Empty(await _host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddHours(1), 10, default));
        await WorkAsync();
        Assert.False(Now(item).IsRead);
    }

    [Fact]
    public async Task WriteBack_On_ReadsAndDeletesAtTheProvider()
    {
        await _host.EnableAsync(s => s with { WriteBack = true });
        var item = await FetchAsync("one");
        var id = await ConversationAsync();
        await _joost.PostAsync("emails/read", new { conversationIds = new[] { id }, read = true });
        await WorkAsync();
        Assert.True(Now(item).IsRead);
        await _joost.PostAsync("emails/state", new { conversationIds = new[] { id }, action = "delete" });
        await WorkAsync();
        Assert.Equal("deleteditems", FolderOf(item));
        await _joost.PostAsync("emails/state", new { conversationIds = new[] { id }, action = "restore" });
        await WorkAsync();
        Assert.Equal("inbox", FolderOf(item));
    }

    [Fact]
    public async Task WriteBack_NotSpam_BringsTheMailIn()
    {
        await _host.EnableAsync(s => s with { WriteBack = true });
        var item = await FetchAsync("one", "junkemail");
        var id = await ConversationAsync("spam");
        await _joost.PostAsync("emails/state", new { conversationIds = new[] { id }, action = "notSpam" });
        Assert.Equal(1, await CountAsync(_anna, "inbox"));
        await WorkAsync();
        Assert.Equal("inbox", FolderOf(item));
        await _host.SyncAsync(_info.Id);
        Assert.Equal((1, 0), (await CountAsync(_anna, "inbox"), await CountAsync(_anna, "spam")));
    }

    [Fact]
    public async Task State_WithoutAction_SaysSo() =>
        Assert.Equal("required", (await _joost.ProblemAsync(
            HttpMethod.Post, "emails/state", new { emailIds = new[] { "x" } })).CodeOf("action"));

    [Fact]
    public async Task Read_TooManyAtOnce_SaysHowMany()
    {
        var ids = Enumerable.Range(0, 501).Select(i => $"{i}").ToArray();
        var problem = await _joost.ProblemAsync(HttpMethod.Post, "emails/read", new { emailIds = ids, read = true });
        Assert.Equal("500", problem.Arg("emailIds", "max"));
    }

    private async Task<MailItem> FetchAsync(string id, string folder = "inbox")
    {
        var item = _host.Deliver(_info.Email, TestMail.Text($"{id}@customer.example"), folder);
        await _host.SyncAsync(_info.Id);
        return item;
    }

    private async Task<string> ConversationAsync(string box = "inbox") =>
        (await _joost.GetJsonAsync($"conversations?box={box}")).GetProperty("rows")[0].GetProperty("conversationId").GetString()!;

    private static async Task<int> CountAsync(HttpBrowser browser, string box) =>
        (await browser.GetJsonAsync($"conversations?box={box}")).GetProperty("rows").GetArrayLength();

    private static async Task<int> UnreadAsync(HttpBrowser browser) =>
        (await browser.GetJsonAsync("counts")).GetProperty("unreadInbox").GetInt32();

    private Task<bool> WorkAsync() => _host.WithAsync(async (MailChores chores) =>
    {
        await chores.DoWorkAsync(default);
        return true;
    });

    private Mailbox Mailbox => _host.Sandbox.State.FindMailbox(_info.Email)!;

    private MailItem Now(MailItem item) => Mailbox.Find(item.Key)!;

    private string FolderOf(MailItem item) => new[] { "inbox", "junkemail", "deleteditems" }
        .Single(f => Mailbox.Folder(f).Id == Now(item).FolderId);
}
