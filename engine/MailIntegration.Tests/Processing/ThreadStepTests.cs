using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

/// <summary>TH2: which conversation a mail joins, by every sign that it may bear, and what wins.</summary>
public sealed class ThreadStepTests
{
    private static readonly DateTimeOffset Early = Some.Now.AddDays(-3);
    private static readonly byte[] Key = new byte[32];

    [Fact]
    public void Plan_SignedId_WinsOverAllOtherSigns()
    {
        var state = State(
            own: new OwnMail("ours@x", false, new ThreadMatch("ours@x", "signed", Early)),
            threads: [new ThreadMatch("parent@x", "parent", Early.AddDays(-1))]);

        var changes = Plan(state, Some.Parsed(Some.Content("a@x", inReplyTo: ["ours@x"], references: ["parent@x", "ours@x"]), "p"));

        Assert.Equal("signed", changes.Emails[0].ConversationId);
        Assert.Contains(changes.Emails[0].Explanation, r => r.Code == "explain-thread-signed");
    }

    [Theory]
    [InlineData(true, true, "reply", "explain-thread-reply")]
    [InlineData(false, true, "near", "explain-thread-references")]
    [InlineData(false, false, "provider", "explain-thread-provider")]
    public void Plan_WithoutSignature_JoinsByTheNextSign(bool hasReply, bool hasReference, string conversation, string code)
    {
        var state = State(threads:
        [
            new ThreadMatch("reply@x", "reply", Early), new ThreadMatch("near@x", "near", Early),
            new ThreadMatch(" provider:t1", "provider", Early),
        ]);
        var mail = Some.Parsed(
            Some.Content("a@x", "Re: Spokes", inReplyTo: hasReply ? ["reply@x"] : ["unknown@x"], references: hasReference ? ["far@x", "near@x"] : []), "p")
            with { ProviderThread = "t1" };

        var email = Plan(state, mail).Emails[0];

        Assert.Equal((conversation, true), (email.ConversationId, email.Explanation.Any(r => r.Code == code)));
    }

    [Fact]
    public void Plan_ProvidersConversationOfMailThatAnswersNothing_IsNotJoined()
    {
        var state = State(threads: [new ThreadMatch(" provider:t1", "provider", Early)]);

        var email = Plan(state, Some.Parsed(Some.Content("a@x", "Invoice"), "p") with { ProviderThread = "t1" }).Emails[0];

        Assert.NotEqual("provider", email.ConversationId);
    }

    [Fact]
    public void Plan_PartedConversations_AreNotMergedAgain()
    {
        ThreadMatch[] threads = [new ThreadMatch("one@x", "c1", Early), new ThreadMatch("two@x", "c2", Early.AddDays(-1))];
        var mail = Some.Parsed(Some.Content("a@x", inReplyTo: ["one@x", "two@x"]), "p");

        Assert.Equal("c2", Assert.Single(Plan(State(threads: threads), mail).Merges).IntoId);
        var parted = Plan(State(threads: threads, parted: ["c2"]), mail);

        Assert.Empty(parted.Merges);
        Assert.Equal("c1", parted.Emails[0].ConversationId);
    }

    [Fact]
    public void Plan_LongCircleOfReplies_EndsInOneConversation()
    {
        var state = State();
        var mails = Enumerable.Range(0, 40)
            .Select(i => Some.Parsed(Some.Content($"m{i}@x", text: $"{i}", inReplyTo: [$"m{(i + 1) % 40}@x"]), $"p{i}"))
            .OrderBy(m => (m.ProviderId.GetHashCode(StringComparison.Ordinal) & 7, m.ProviderId)).ToArray();

        var changes = Plan(state, mails);

        Assert.Single(changes.Emails.Select(e => state.Resolve(e.ConversationId)).Distinct());
    }

    [Theory]
    [InlineData(EqualSubjects.Suggest, "Spokes", "eva@customer.example", false, true)]
    [InlineData(EqualSubjects.Suggest, "Re:  SPOKES", "eva@customer.example", false, true)]
    [InlineData(EqualSubjects.Suggest, "Spokes", "other@customer.example", false, false)]
    [InlineData(EqualSubjects.Suggest, "Other", "eva@customer.example", false, false)]
    [InlineData(EqualSubjects.Group, "Spokes", "eva@customer.example", true, false)]
    [InlineData(EqualSubjects.Group, "Spokes", "other@customer.example", false, false)]
    public void Plan_EqualSubject_IsSuggestedOrGrouped(EqualSubjects setting, string subject, string from, bool isGrouped, bool isSuggested)
    {
        var state = State(setting: setting);
        var first = Some.Parsed(Some.Content("a@x", text: "1"), "p1");
        var second = Some.Parsed(Some.Content("b@x", subject, "2") with { From = [new MailboxAddress("E", from)], Date = Some.Now.AddHours(1) }, "p2");

        var changes = Plan(state, first, second);

        Assert.Equal(isGrouped, changes.Emails[0].ConversationId == changes.Emails[1].ConversationId);
        Assert.Equal(isSuggested, changes.Records.Any(r => r.Kind == RecordKinds.ThreadSuggestion && r.ConversationId == changes.Emails[1].ConversationId));
    }

    [Fact]
    public void Plan_EqualSubjectWithOneMoreParticipant_IsNotGroupedButSuggested()
    {
        var first = Some.Parsed(Some.Content("a@x", text: "1"), "p1");
        var second = Some.Parsed(Some.Content("b@x", text: "2") with { Cc = [new MailboxAddress(null, "third@else.example")] }, "p2");

        var changes = Plan(State(setting: EqualSubjects.Group), first, second);

        Assert.NotEqual(changes.Emails[0].ConversationId, changes.Emails[1].ConversationId);
        Assert.Single(changes.Records, r => r.Kind == RecordKinds.ThreadSuggestion);
    }

    [Fact]
    public void Plan_EqualSubjectMonthsLater_IsAnotherMatter()
    {
        var first = Some.Parsed(Some.Content("a@x", text: "1") with { Date = Some.Now.AddDays(-100) }, "p1");

        var changes = Plan(State(setting: EqualSubjects.Group), first, Some.Parsed(Some.Content("b@x", text: "2"), "p2"));

        Assert.NotEqual(changes.Emails[0].ConversationId, changes.Emails[1].ConversationId);
        Assert.DoesNotContain(changes.Records, r => r.Kind == RecordKinds.ThreadSuggestion);
    }

    [Fact]
    public void Verify_OwnId_NamesItsSenderAndForgedOnesProveNothing()
    {
        var id = SignedIds.Create(Key, "0198", "info", isAutomatic: true, "fietskompas.example");

        Assert.Equal(new SignedMessageId("info", true), SignedIds.Verify(Key, id));
        Assert.Null(SignedIds.Verify([.. Key.Select(k => (byte)(k + 1))], id));
        Assert.Null(SignedIds.Verify(Key, id.Replace("0198", "0199", StringComparison.Ordinal)));
        Assert.Null(SignedIds.Verify(Key, id.Replace(".info.", ".sales.", StringComparison.Ordinal)));
        Assert.Null(SignedIds.Verify(Key, id.Replace(".a", ".p", StringComparison.Ordinal)));
        Assert.Null(SignedIds.Verify(Key, id.Replace("fietskompas", "other", StringComparison.Ordinal)));
        Assert.Null(SignedIds.Verify(Key, "a.b.c@x"));
        Assert.Null(SignedIds.Verify(Key, ""));
    }

    private static MailChanges Plan(PlanState state, params ParsedMail[] mails) => new MailPlanner().Plan(mails, state);

    private static PlanState State(
        OwnMail? own = null, ThreadMatch[]? threads = null, string[]? parted = null, EqualSubjects setting = EqualSubjects.Suggest)
    {
        var state = Some.State(threads: threads);
        return new PlanState
        {
            Address = state.Address,
            Audience = state.Audience,
            IsImport = false,
            Now = state.Now,
            NewId = state.NewId,
            KnownMessages = state.KnownMessages,
            Emails = state.Emails,
            Threads = state.Threads,
            Settings = new MailSettings { EqualSubjects = setting, UnknownSenders = UnknownSenderRule.Create },
            OwnMail = own is null ? new Dictionary<string, OwnMail>() : new Dictionary<string, OwnMail> { [own.MessageId] = own },
            Parted = (parted ?? []).ToHashSet(),
        };
    }
}
