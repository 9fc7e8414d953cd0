using MailIntegration.Engine;

namespace MailIntegration.Tests.Mime;

public sealed class TextCutTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab\U0001F600", 3, "ab")]
    [InlineData("ab\U0001F600", 4, "ab\U0001F600")]
    [InlineData("\U0001F600", 1, "")]
    [InlineData("abc", 0, "")]
    public void At_Bound_NeverSplitsAPair(string text, int most, string expected) => Assert.Equal(expected, TextCut.At(text, most));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    public void WithEllipsis_TooLong_SaysSo(string text, int most, string expected) =>
        Assert.Equal(expected, TextCut.WithEllipsis(text, most));
}
