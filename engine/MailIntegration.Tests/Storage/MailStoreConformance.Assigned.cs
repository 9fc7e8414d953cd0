using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

/// <summary>How much open work members have (AD9).</summary>
public abstract partial class MailStoreConformance
{
    [Fact]
    public async Task CountAssigned_OpenDoneAndMerged_CountsWhatIsOpen()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(Email("e2", "c2", 2), "info", ["ann"]),
            Mail(Email("e3", "c3", 3), "info", ["ann"]),
            Mail(Email("e4", "c4", 4), "info", ["ann"]),
            new MailChanges
            {
                Conversations =
                [
                    new ConversationChange("c1", AssigneeId: "ann"),
                    new ConversationChange("c2", ConversationState.Done, "ann"),
                    new ConversationChange("c3", AssigneeId: "ann"),
                    new ConversationChange("c4", AssigneeId: "bob"),
                ],
            },
            new MailChanges { Merges = [new ConversationMerge("c3", "c1")] });

        var counts = await Store.CountAssignedAsync(["ann", "bob", "Ann", "carl"], CancellationToken.None);

        Assert.Equal([("ann", 1), ("bob", 1)], counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value)));
        Assert.Empty(await Store.CountAssignedAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Apply_NewMailWithItsAssignee_IsWrittenAtOnce()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]) with { Conversations = [new ConversationChange("c1", AssigneeId: "ann")] });

        Assert.Equal("ann", (await Store.GetConversationAsync(Member("ann"), "c1", CancellationToken.None))!.AssigneeId);
    }
}
