using System.Text;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Google;

/// <summary>What every client of the Gmail API must do: the engine's own, and the one on Google's library.</summary>
public abstract class GmailApiConformance : IAsyncLifetime
{
    private const string Info = "info@sandbox.example";

    private SandboxServer _sandbox = null!;
    private IGmailApi _api = null!;
    private GmailUser _user = null!;

    protected abstract IGmailApi Create(GoogleOptions options);

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions(), default);
        _api = Create(GoogleOptions.Of(_sandbox.BaseAddress));
        var state = _sandbox.State;
        var tenant = state.Tenants[0];
        var token = state.Google.Issue(
            state.Google.CreateAccount(), tenant, tenant.FindByAddress(Info)!, [GoogleScopes.Mail], state.Clock.GetUtcNow().AddHours(1));
        _user = new GmailUser(Info, _ => Task.FromResult(token.Value));
    }

    public async Task DisposeAsync()
    {
        (_api as IDisposable)?.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task ListSendAs_AccountWithAnother_NamesBoth()
    {
        _sandbox.State.Tenants[0].FindByAddress(Info)!.SendAs = ["desk@elsewhere.example"];
        var may = await _api.ListSendAsAsync(_user, default);
        Assert.Equal(Info, may[0]);
        Assert.Contains("desk@elsewhere.example", may);
    }

    [Fact]
    public async Task List_Pages_NameEveryMessageOnceNewestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            Receive($"Mail {i}");
        }

        Receive("Elsewhere", WellKnownFolders.JunkEmail);
        var ids = new List<string>();
        string? token = null;
        do
        {
            var page = await _api.ListMessagesAsync(_user, new GmailQuery(["INBOX"], "after:1000", token, Take: 2), default);
            ids.AddRange(page.Messages.Select(m => m.Id));
            token = page.NextPageToken;
        }
        while (token is not null);

        Assert.Equal((5, 5), (ids.Count, ids.Distinct().Count()));
        Assert.Equal((5L, 1L), (await _api.CountLabelAsync(_user, "INBOX", default), await _api.CountLabelAsync(_user, "SPAM", default)));
        Assert.Single((await _api.ListMessagesAsync(_user, new GmailQuery(["SPAM"], ""), default)).Messages);
    }

    [Fact]
    public async Task Get_MetadataAndRaw_TellTheSame()
    {
        Receive("Grüße", text: new string('é', 3000));
        var listed = (await _api.ListMessagesAsync(_user, new GmailQuery(["INBOX"], ""), default)).Messages[0];

        var message = await _api.GetMessageAsync(_user, listed.Id, default);
        var (same, raw) = await _api.GetRawAsync(_user, listed.Id, default);

        await using (raw)
        {
            using var reader = new StreamReader(raw, Encoding.UTF8);
            var text = await reader.ReadToEndAsync();
            Assert.Contains(new string('é', 3000), text, StringComparison.Ordinal);
            Assert.Contains(message.MessageId!, text, StringComparison.Ordinal);
        }

        Assert.Equal((message.Id, message.ThreadId, message.ReceivedAt), (same.Id, same.ThreadId, same.ReceivedAt));
        Assert.Equal(message.Labels, same.Labels);
        Assert.Contains("UNREAD", message.Labels);
        Assert.EndsWith("@customer.example", message.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_ChangesSince_AreToldAndAnUnknownIdIsALostCursor()
    {
        var start = await _api.GetHistoryIdAsync(_user, default);
        Receive("New");
        var id = (await _api.ListMessagesAsync(_user, new GmailQuery(["INBOX"], ""), default)).Messages[0].Id;
        await _api.ModifyAsync(_user, id, ["SPAM"], ["INBOX", "UNREAD"], default);

        var page = await _api.ListHistoryAsync(_user, start, null, default);

        Assert.All(page.Changes, c => Assert.Equal((id, false), (c.Message.Id, c.IsDeleted)));
        Assert.Equal(["SPAM"], page.Changes[^1].Message.Labels);
        Assert.NotEqual(start, page.HistoryId);
        Assert.Empty((await _api.ListHistoryAsync(_user, page.HistoryId, null, default)).Changes);
        _sandbox.State.Faults.Add(new Fault { Kind = FaultKind.LostCursor });
        var lost = await Assert.ThrowsAsync<ProviderException>(() => _api.ListHistoryAsync(_user, start, null, default));
        Assert.Equal(ProviderError.CursorLost, lost.Error);
    }

    [Fact]
    public async Task Drafts_CreatedFoundSentAndDeleted_ExistOnceAtATime()
    {
        var big = new string('x', 6_000_000);
        var first = await CreateAsync("one@sandbox.example", big);
        var second = await CreateAsync("two@sandbox.example", "small");

        Assert.Equal("one@sandbox.example", (await _api.GetDraftAsync(_user, first, default)).Message.MessageId);
        Assert.Equal(second, Assert.Single(await _api.FindDraftsAsync(_user, "rfc822msgid:two@sandbox.example", default)).Id);
        var sent = await _api.SendDraftAsync(_user, first, default);
        await _api.DeleteDraftAsync(_user, second, default);

        Assert.Contains("SENT", (await _api.GetMessageAsync(_user, sent.Id, default)).Labels);
        Assert.Single(_sandbox.State.Transport.Outbound);
        foreach (var id in new[] { first, second })
        {
            var gone = await Assert.ThrowsAsync<ProviderException>(() => _api.GetDraftAsync(_user, id, default));
            Assert.Equal(ProviderError.MessageNotFound, gone.Error);
        }
    }

    [Theory]
    [InlineData(FaultKind.Throttled, ProviderError.Throttled, "throttled")]
    [InlineData(FaultKind.Unavailable, ProviderError.Unavailable, "provider-unavailable")]
    [InlineData(FaultKind.GatewayTimeout, ProviderError.Unavailable, "provider-unavailable")]
    [InlineData(FaultKind.HtmlError, ProviderError.Unavailable, "provider-unavailable")]
    [InlineData(FaultKind.MalformedJson, ProviderError.Unavailable, "answer-unreadable")]
    [InlineData(FaultKind.TokenRevoked, ProviderError.SignIn, "token-refused")]
    [InlineData(FaultKind.ApiDisabled, ProviderError.PermissionMissing, "google-api-disabled")]
    [InlineData(FaultKind.MailboxNotEnabled, ProviderError.MailboxNotFound, "user-without-mailbox")]
    public async Task Call_Refused_FailsOnceWithItsReason(FaultKind kind, ProviderError error, string code)
    {
        Receive("Mail");
        var fault = _sandbox.State.Faults.Add(new Fault { Kind = kind, RetryAfter = TimeSpan.FromSeconds(7) });

        var refused = await Assert.ThrowsAsync<ProviderException>(() => _api.ListMessagesAsync(_user, new GmailQuery(["INBOX"], ""), default));

        Assert.Equal((error, code), (refused.Error, refused.Reason.Code));
        Assert.Equal(1, _sandbox.State.Faults.All.Single().Hits);
        Assert.Equal(kind == FaultKind.Throttled ? TimeSpan.FromSeconds(7) : null, error == ProviderError.Throttled ? refused.RetryAfter : null);
        _ = fault;
    }

    [Fact]
    public async Task Call_ConnectionBroken_IsUnavailable()
    {
        Receive("Mail");
        _sandbox.State.Faults.Add(new Fault { Kind = FaultKind.ConnectionReset });

        var broken = await Assert.ThrowsAsync<ProviderException>(() => _api.GetHistoryIdAsync(_user, default));

        Assert.Equal(ProviderError.Unavailable, broken.Error);
    }

    private async Task<string> CreateAsync(string messageId, string text)
    {
        using var mime = new MemoryStream(Encoding.UTF8.GetBytes(
            $"From: {Info}\r\nTo: kim@customer.example\r\nSubject: Draft\r\nMessage-ID: <{messageId}>\r\n\r\n{text}\r\n"));
        return await _api.CreateDraftAsync(_user, mime, null, default);
    }

    private void Receive(string subject, string folder = WellKnownFolders.Inbox, string text = "Hello")
    {
        var mailbox = _sandbox.State.FindMailbox(Info)!;
        _sandbox.State.Transport.Receive(mailbox, mailbox.Folder(folder), Encoding.UTF8.GetBytes(
            $"From: Kim <kim@customer.example>\r\nTo: {Info}\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + $"Message-ID: <{Guid.NewGuid():N}@customer.example>\r\n\r\n{text}\r\n"));
    }
}
