using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    /// <summary>Random changes; after each, random lists and all counts are compared with a model that counts from scratch.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Apply_RandomChanges_ListsAndCountsAgreeWithModel(int seed)
    {
        var model = new MailModel();
        var random = new RandomMail(seed, model);
        for (var step = 0; step < 300; step++)
        {
            var changes = random.Next();
            var result = await Store.ApplyAsync(changes, CancellationToken.None);
            Assert.True(result.Outcome == ApplyOutcome.Applied, $"Step {step}: {result.Reason}");
            model.Apply(changes);

            foreach (var query in Enumerable.Range(0, 12).Select(_ => random.Query()))
            {
                var expected = model.List(query);
                var actual = await AllPagesAsync(query, expected.Count);
                Assert.True(
                    expected.SequenceEqual(actual),
                    $"Step {step}, {query} at {string.Join(',', query.AddressIds ?? [])}\nexpected {expected.Except(actual).FirstOrDefault()}\nactual {actual.Except(expected).FirstOrDefault()}");
            }

            foreach (var reader in RandomMail.Members.SelectMany(m => (MailReader[])[new(m, false), new(m, true)]))
            {
                var counts = await Store.CountAsync(reader, CancellationToken.None);
                var byAddress = string.Join(' ', counts.UnreadByAddress.OrderBy(a => a.Key).Select(a => (a.Key, a.Value)));
                Assert.True(
                    model.Count(reader) == (counts.UnreadInbox, counts.UnreadSpam, byAddress),
                    $"Step {step}, {reader}\nexpected {model.Count(reader)}\nactual {counts.UnreadInbox} {counts.UnreadSpam} {byAddress}");
                var some = random.SomeAddresses();
                Assert.Equal(
                    (step, model.CountUnread(reader, some)), (step, await Store.CountUnreadAsync(reader, some, CancellationToken.None)));
            }
        }
    }

    private async Task<List<ModelRow>> AllPagesAsync(EmailListQuery query, int atMost)
    {
        var rows = new List<ModelRow>();
        ListPosition? next = null;
        do
        {
            var page = await Store.ListAsync(query with { After = next }, CancellationToken.None);
            rows.AddRange(page.Rows.Select(ModelRow.Of));
            next = page.Next;
        }
        while (next is not null && rows.Count <= atMost);
        return rows;
    }
}
