using MailIntegration.Engine.Conversations;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Desk;

/// <summary>Who has a conversation open, by the clock.</summary>
public sealed class PresenceBoardTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly PresenceBoard _board;

    public PresenceBoardTests()
    {
        _board = new PresenceBoard(_time);
    }

    [Fact]
    public void Beat_SaysWhetherOthersSeeSomethingNew()
    {
        Assert.True(_board.Beat("c", "ann", false));
        Assert.False(_board.Beat("c", "ann", false));
        Assert.True(_board.Beat("c", "ann", true));
        Assert.True(_board.Leave("c", "ann"));
        Assert.False(_board.Leave("c", "ann"));
    }

    [Fact]
    public void Get_ComposingSince_IsWhenTheWritingBegan()
    {
        _board.Beat("c", "ann", false);
        _time.Advance(TimeSpan.FromSeconds(10));
        var began = _time.GetUtcNow();
        _board.Beat("c", "ann", true);
        _time.Advance(TimeSpan.FromSeconds(10));
        _board.Beat("c", "ann", true);

        Assert.Equal(new Presence("ann", true, began), Assert.Single(_board.Get("c")));
    }

    [Fact]
    public void Get_WhoIsNotHeardOf_IsGoneAfterTwentyFiveSeconds()
    {
        _board.Beat("c", "ann", false);
        _board.Beat("d", "bob", false);
        _time.Advance(PresenceBoard.Forgotten);
        Assert.Single(_board.Get("c"));
        _board.Beat("d", "bob", false);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(_board.Get("c"));
        Assert.Single(_board.Get("d"));
    }

    [Fact]
    public void TakeTelling_WithoutNews_IsTrueOnceInFifteenSeconds()
    {
        _board.Beat("c", "ann", false);
        Assert.True(_board.TakeTelling("c", "ann"));
        Assert.False(_board.TakeTelling("c", "ann"));
        _time.Advance(TimeSpan.FromSeconds(10));
        _board.Beat("c", "ann", false);
        Assert.False(_board.TakeTelling("c", "ann"));
        _board.Beat("c", "ann", true);
        Assert.True(_board.TakeTelling("c", "ann"));
        _time.Advance(PresenceBoard.TellInterval);
        _board.Beat("c", "ann", true);
        Assert.True(_board.TakeTelling("c", "ann"));
        Assert.False(_board.TakeTelling("c", "bob"));
    }
}
