using MailIntegration.Engine.Conversations;
using OrchardCore.MailIntegration.Storage;

namespace OrchardCore.MailIntegration.Tests.Storage;

/// <summary>Two nodes of a site on one database see who has a conversation open (CV6).</summary>
public sealed class PresenceNodesTests : IAsyncLifetime
{
    private YesSqlFolder _folder = null!;

    public async Task InitializeAsync() => _folder = await YesSqlFolder.CreateAsync();

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    [Fact]
    public async Task Beat_OnOneNode_IsSeenOnTheOtherUntilHeLeavesThere()
    {
        using var there = new MailDatabase(_folder.Store);
        var (here, other) = (Node(_folder.Database), Node(there));

        Assert.True(await here.BeatAsync("c", "anna", true, default));
        Assert.True(await other.BeatAsync("c", "joost", false, default));
        Assert.Equal([("anna", true), ("joost", false)], (await other.GetAsync("c", default)).Select(p => (p.MemberId, p.IsComposing)));
        Assert.Equal(2, (await here.GetAsync("c", default)).Count);

        Assert.True(await other.LeaveAsync("c", "anna", default));
        Assert.Equal(["joost"], (await here.GetAsync("c", default)).Select(p => p.MemberId));
    }

    private static PresenceRooms Node(MailDatabase database) =>
        new(new YesSqlMailStore(database), new PresenceBoard(TimeProvider.System), TimeProvider.System);
}
