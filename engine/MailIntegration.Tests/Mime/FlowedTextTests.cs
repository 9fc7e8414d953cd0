using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Tests.Mime;

public sealed class FlowedTextTests
{
    [Theory]
    [InlineData("one \ntwo\nthree\n", "one two\nthree\n")]
    [InlineData("one \ntwo", "one two")]
    [InlineData("one \n", "one ")]
    [InlineData("", "")]
    [InlineData("\n\n", "\n\n")]
    [InlineData(" From me\n >no quote\n", "From me\n>no quote\n")]
    [InlineData(">one \n>two\nthree\n", "> one two\nthree\n")]
    [InlineData("> one \n> two\n", "> one two\n")]
    [InlineData(">> deep \n> less\n", ">> deep \n> less\n")]
    [InlineData("text\n-- \nAnna\n", "text\n-- \nAnna\n")]
    [InlineData("text \n-- \nAnna\n", "text \n-- \nAnna\n")]
    public void Unfold_Text_JoinsSoftBreaks(string text, string expected) => Assert.Equal(expected, FlowedText.Unfold(text, false));

    [Theory]
    [InlineData("日本 \n語\n", "日本語\n")]
    [InlineData("two  \nwords\n", "two words\n")]
    public void Unfold_DelSp_TakesTheSpaceAway(string text, string expected) => Assert.Equal(expected, FlowedText.Unfold(text, true));
}
