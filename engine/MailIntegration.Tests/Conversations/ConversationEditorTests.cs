using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Conversations;

/// <summary>Merge, split and move by hand, and that later answers follow (TH2).</summary>
public sealed class ConversationEditorTests : IAsyncLifetime
{
    private static readonly MailReader Anna = new("anna", SeesAll: false);
    private OutboxFixture _fixture = null!;

    private ConversationEditor Editor => _fixture.Services.GetRequiredService<ConversationEditor>();

    public async Task InitializeAsync() => _fixture = await OutboxFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Split_FromAMail_LaterAnswersFollowEachPart()
    {
        await ReceiveAsync("a@x", "");
        var first = await ReceiveAsync("b@x", "a@x");
        await ReceiveAsync("c@x", "b@x");
        await _fixture.Services.GetRequiredService<Followers>().SetAsync(Anna, first.Email.ConversationId, true, default);

        var split = await Editor.SplitAsync(Anna, first.Email.ConversationId, first.Email.Id, default);

        Assert.NotNull(split);
        Assert.Equal(["b@x", "c@x"], await IdsAsync(split));
        Assert.Equal(split, (await ReceiveAsync("d@x", "c@x", references: "a@x b@x c@x")).Email.ConversationId);
        Assert.Equal(first.Email.ConversationId, (await ReceiveAsync("e@x", "a@x")).Email.ConversationId);

        // One that names both parts merges nothing: people put them apart.
        Assert.Equal(split, (await ReceiveAsync("f@x", "b@x> <a@x")).Email.ConversationId);
        Assert.Equal(["a@x", "e@x"], await IdsAsync(first.Email.ConversationId));
        Assert.Equal(["anna"], await _fixture.Services.GetRequiredService<Followers>().GetAsync(split, default));
        var history = await _fixture.Services.GetRequiredService<EmailHistories>().FindAsync(first.Email.Id, default);
        Assert.Equal(("later-split", "anna"), (history?.Decisions[0].Reason.Code, history?.Decisions[0].MemberId));
    }

    [Fact]
    public async Task Merge_TwoConversations_AnswersToEitherJoin()
    {
        var one = await ReceiveAsync("a@x", "", subject: "One");
        var two = await ReceiveAsync("b@x", "", subject: "Two");
        await Editor.MergeAsync(Anna, one.Email.ConversationId, [one.Email.ConversationId], default);

        Assert.Equal(one.Email.ConversationId, await Editor.MergeAsync(Anna, one.Email.ConversationId, [two.Email.ConversationId], default));
        Assert.Equal(one.Email.ConversationId, await Editor.MergeAsync(Anna, one.Email.ConversationId, [two.Email.ConversationId], default));

        Assert.Equal(["a@x", "b@x"], await IdsAsync(two.Email.ConversationId));
        Assert.Equal(one.Email.ConversationId, (await ReceiveAsync("c@x", "b@x")).Email.ConversationId);
    }

    [Fact]
    public async Task Move_SentMail_TakesOutboxAndDraftAlongAndSignedAnswersFollow()
    {
        var question = await ReceiveAsync("a@x", "");
        var entry = await _fixture.SendAsync(await _fixture.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id)));
        await _fixture.WorkAsync();
        entry = await _fixture.EntryAsync(entry.Id);
        var other = await ReceiveAsync("b@x", "", subject: "Other");
        var draft = await _fixture.WriteAsync(new DraftStart(DraftMode.Forward, entry.EmailId!));

        Assert.Equal(other.Email.ConversationId, await Editor.MoveAsync(Anna, [entry.EmailId!], other.Email.ConversationId, default));

        Assert.Equal(other.Email.ConversationId, (await _fixture.EntryAsync(entry.Id)).ConversationId);
        Assert.Equal(
            other.Email.ConversationId,
            (await _fixture.Sync.Store.FindRecordsAsync(RecordKinds.Draft, [draft.Id], default))[0].ConversationId);
        Assert.Equal(other.Email.ConversationId, (await ReceiveAsync("c@x", entry.MessageId)).Email.ConversationId);
    }

    [Fact]
    public async Task Answer_AtAnotherMailbox_FindsTheConversationByItsSignature()
    {
        const string Sales = "sales@fietskompas.example";
        await _fixture.Sync.ActivateAsync(Sales, "sales", new AddressLink(LinkKind.Member, "anna"));
        var entry = await _fixture.SendAsync(await _fixture.WriteAsync());
        await _fixture.WorkAsync();
        var forged = entry.MessageId.Replace(".p", ".a", StringComparison.Ordinal);

        _fixture.Sync.Deliver(Sales, Reply("honest@x", entry.MessageId));
        _fixture.Sync.Deliver(Sales, Reply("forged@x", forged));
        await _fixture.Sync.SyncAsync("sales");

        var emails = (await _fixture.Sync.EmailsAsync()).ToDictionary(e => e.Email.MessageId!);
        Assert.Equal(entry.ConversationId, emails["honest@x"].Email.ConversationId);
        Assert.NotEqual(entry.ConversationId, emails["forged@x"].Email.ConversationId);
        Assert.Contains(emails["honest@x"].Email.Explanation, r => r.Code == "explain-thread-signed");
    }

    [Fact]
    public async Task Suggestion_AcceptedOrDismissed_IsGone()
    {
        var first = await ReceiveAsync("a@x", "");
        var second = await ReceiveAsync("b@x", "");
        var third = await ReceiveAsync("c@x", "");
        Assert.Equal(first.Email.ConversationId, Assert.Single(await SuggestionsAsync(second)).Id);

        Assert.Null(await Editor.AnswerSuggestionAsync(new MailReader("bob", false), second.Email.ConversationId, first.Email.ConversationId, true, default));
        await Editor.AnswerSuggestionAsync(Anna, second.Email.ConversationId, first.Email.ConversationId, true, default);
        await Editor.AnswerSuggestionAsync(Anna, third.Email.ConversationId, first.Email.ConversationId, false, default);

        Assert.Equal(["a@x", "b@x"], await IdsAsync(first.Email.ConversationId));
        Assert.Equal(["c@x"], await IdsAsync(third.Email.ConversationId));
        Assert.Empty(await SuggestionsAsync(third));
        Assert.Empty(await SuggestionsAsync(first));
    }

    [Fact]
    public async Task Edit_ByStranger_FindsNothing()
    {
        var mail = await ReceiveAsync("a@x", "");
        var stranger = new MailReader("bob", SeesAll: false);

        Assert.Null(await Editor.MoveAsync(stranger, [mail.Email.Id], null, default));
        Assert.Null(await Editor.SplitAsync(stranger, mail.Email.ConversationId, mail.Email.Id, default));
        Assert.Null(await Editor.MergeAsync(stranger, mail.Email.ConversationId, [mail.Email.ConversationId], default));
        Assert.Null(await Editor.MoveAsync(Anna, [mail.Email.Id], "unknown", default));
    }

    private async Task<IReadOnlyList<ConversationView>> SuggestionsAsync(EmailView mail) => await Editor.GetSuggestionsAsync(
        Anna, (await _fixture.Sync.Store.GetConversationAsync(Anna, mail.Email.ConversationId, default))!, default);

    private async Task<IEnumerable<string?>> IdsAsync(string conversationId) =>
        (await _fixture.Sync.Store.GetConversationAsync(Anna, conversationId, default))!.Emails.Select(e => e.Email.MessageId).Order();

    private Task<EmailView> ReceiveAsync(string messageId, string inReplyTo, string references = "", string subject = "Spokes") =>
        _fixture.ReceiveAsync(messageId, Reply(messageId, inReplyTo, references, subject));

    private static string Reply(string messageId, string inReplyTo, string references = "", string subject = "Spokes") => TestMail.Text(
        messageId, subject, "Text of " + messageId,
        headers: (inReplyTo.Length > 0 ? $"In-Reply-To: <{inReplyTo}>\r\n" : "")
            + (references.Length > 0 ? $"References: {string.Join(' ', references.Split(' ').Select(r => $"<{r}>"))}\r\n" : ""));
}
