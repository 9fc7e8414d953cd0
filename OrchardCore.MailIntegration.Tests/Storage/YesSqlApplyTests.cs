using System.Globalization;
using System.Text.Json.Nodes;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Storage;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.Storage;

using static global::MailIntegration.Tests.Storage.MailData;

/// <summary>What is particular to this store: documents, the site's own parts, one writer.</summary>
public sealed class YesSqlApplyTests : IAsyncLifetime
{
    private YesSqlFolder _folder = null!;
    private YesSqlMailStore _store = null!;

    public async Task InitializeAsync()
    {
        _folder = await YesSqlFolder.CreateAsync();
        _store = new YesSqlMailStore(_folder.Database);
    }

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    [Fact]
    public async Task Apply_MailThatDatabaseRefuses_IsRejectedByItsKeyAndNothingIsWritten()
    {
        var good = Mail(Email("e1", "c1", 1), "info", ["ann"]);
        var bad = Mail(Email("e2", "c2", 2), "info", ["ann"]);
        bad = bad with { Messages = [bad.Messages[0] with { ProviderId = null! }] };

        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Emails = [.. good.Emails, .. bad.Emails],
                Messages = [.. good.Messages, .. bad.Messages],
                Links = [.. good.Links, .. bad.Links],
            },
            CancellationToken.None);

        Assert.Equal((ApplyOutcome.Rejected, "key-e2-info"), (result.Outcome, result.MessageKey));
        Assert.Empty((await _store.ListAsync(new EmailListQuery(Member("ann")), CancellationToken.None)).Rows);
        await ApplyAsync(good);
    }

    [Fact]
    public async Task Apply_SiteAddedPart_SurvivesStateChangeAndMerge()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));
        await ApplyAsync(Mail(Email("e2", "c2", 2), "info", ["ann"]));
        await using (var session = _folder.Store.CreateSession())
        {
            var item = await ItemAsync(session, "e1");
            item.Alter<DossierPart>(d => d.Number = "2026-117");
            await session.SaveAsync(item, collection: MailConstants.Collection);
            await session.SaveChangesAsync();
        }

        await ApplyAsync(new MailChanges
        {
            EmailStates = [new EmailStateChange("e1", EmailState.Archived, Hour(3))],
            Merges = [new ConversationMerge("c1", "c2")],
        });

        await using var after = _folder.Store.CreateSession();
        var stored = await ItemAsync(after, "e1");
        Assert.Equal("2026-117", stored.GetOrCreate<DossierPart>().Number);
        Assert.True(stored.TryGet<EmailPart>(out var part));
        Assert.Equal(("Archived", "c2"), (part!.State, part.ConversationId));
    }

    [Fact]
    public async Task Apply_ManyRecipientsAndFiles_PartStaysSmallAndNothingIsLost()
    {
        var email = Email("e1", "c1", 1) with
        {
            Subject = new string('é', 700) + "end",
            To = Enumerable.Range(0, 300).Select(i => new MailboxAddress($"Ünïcode {i}", $"r{i}@client.example")).ToList(),
            Attachments = Enumerable.Range(0, 60).Select(_ => Attachment()).ToList(),
        };
        await ApplyAsync(Mail(email, "info", ["ann"]));

        await using var session = _folder.Store.CreateSession();
        JsonObject content = (await ItemAsync(session, "e1")).Content;
        var part = content["EmailPart"]!.ToJsonString();
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(part), 1000, EmailItems.MaxPart);
        var view = Assert.Single(await _store.GetEmailsAsync(Member("ann"), ["e1"], CancellationToken.None));
        Assert.Equal(email.Subject, view.Email.Subject);
        Assert.Equal(email.To, view.Email.To);
        Assert.Equal(60, view.Email.Attachments.Count);
    }

    [Fact]
    public async Task Apply_ErasedEmail_LeavesTombstoneAndNoDocument()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));
        await ApplyAsync(new MailChanges { ErasedEmailIds = ["e1"] });

        await using var session = _folder.Store.CreateSession();
        Assert.Equal(0, await session.Query<ContentItem>(collection: MailConstants.Collection).CountAsync());
        Assert.Equal(0, await session.QueryIndex<EmailIndex>(collection: MailConstants.Collection).CountAsync());
        var row = (await _store.FindMessagesAsync(["key-e1-info"], CancellationToken.None)).Values.Single();
        Assert.Equal((MessageOutcome.Erased, null, null), (row.Outcome, row.EmailId, row.RawBlob));
    }

    [Fact]
    public async Task Apply_ManyAtOnce_AllAreWritten()
    {
        var changes = Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"e{i}"))
            .Select(id => Mail(Email(id, "c-" + id, 1), "info", ["ann"]));

        var results = await Task.WhenAll(changes.Select(c => Task.Run(() => _store.ApplyAsync(c, CancellationToken.None))));

        Assert.All(results, r => Assert.Equal(ApplyOutcome.Applied, r.Outcome));
        var page = await _store.ListAsync(new EmailListQuery(Member("ann")) { Take = 200 }, CancellationToken.None);
        Assert.Equal(40, page.Rows.Count);
    }

    [Fact]
    public async Task Apply_SameCursorAtOnce_OneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            _store.ApplyAsync(new MailChanges { Cursor = Cursor("info", $"t{i}", 0) }, CancellationToken.None))));

        Assert.Single(results, r => r.Outcome == ApplyOutcome.Applied);
        Assert.Equal(7, results.Count(r => r.Outcome == ApplyOutcome.Conflict));
    }

    [Fact]
    public async Task Apply_SameRecordOrKeyAtOnce_OneWins()
    {
        async Task<MailRecord> RaceAsync(Func<int, MailRecord> record)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
                _store.ApplyAsync(new MailChanges { Records = [record(i)] }, CancellationToken.None))));
            Assert.Single(results, r => r.Outcome == ApplyOutcome.Applied);
            Assert.Equal(7, results.Count(r => r.Outcome == ApplyOutcome.Conflict));
            return Assert.Single(await _store.GetRecordsAsync(new RecordQuery { Kind = "ticket" }, CancellationToken.None));
        }

        var first = new MailRecord { Kind = "ticket", Id = "t", Key = "42", Json = "{}", At = Hour(1) };
        var made = await RaceAsync(i => first with { Id = $"t{i}" });
        var changed = await RaceAsync(i => made with { Owner = $"o{i}" });
        await ApplyAsync(new MailChanges { DeletedRecords = [new RecordDeletion("ticket", changed.Id, 2)] });
        await RaceAsync(_ => first);
    }

    [Fact]
    public async Task Apply_WorkTriedAgainUnderItsId_StaysWithItsNewTime()
    {
        var item = new WorkItem("w1", "provider-move", Hour(1), "{}");
        await ApplyAsync(new MailChanges { Work = [item] });
        await ApplyAsync(new MailChanges { FinishedWork = ["w1"], Work = [item with { DueAt = Hour(2), Attempts = 1 }] });

        Assert.Empty(await _store.GetDueWorkAsync(Hour(1.5), 10, CancellationToken.None));
        Assert.Equal(1, Assert.Single(await _store.GetDueWorkAsync(Hour(2), 10, CancellationToken.None)).Attempts);
        await ApplyAsync(new MailChanges { FinishedWork = ["w1"] });
        Assert.Empty(await _store.GetDueWorkAsync(Hour(9), 10, CancellationToken.None));
    }

    private async Task ApplyAsync(MailChanges changes) =>
        Assert.Equal(ApplyResult.Applied, await _store.ApplyAsync(changes, CancellationToken.None));

    private static async Task<ContentItem> ItemAsync(ISession session, string emailId) =>
        await session.Query<ContentItem, EmailIndex>(i => i.EmailId == emailId, MailConstants.Collection).FirstOrDefaultAsync()
        ?? throw new InvalidOperationException($"{emailId} is not stored.");
}

/// <summary>A part that a site adds to e-mails.</summary>
public sealed class DossierPart : ContentPart
{
    public string? Number { get; set; }
}
