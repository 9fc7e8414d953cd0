using System.Globalization;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Tests.Mime;

public sealed class DateAndIdTests
{
    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("21 Nov 97 09:55 GMT", "1997-11-21T09:55:00+00:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37 +0200 (CEST)", "2003-07-01T10:52:37+02:00")]
    [InlineData("Thu, 13 Feb 1969 23:32 -0330", "1969-02-13T23:32:00-03:30")]
    [InlineData("Wed, 9 Jan 2002 19:47:50 MST", "2002-01-09T19:47:50-07:00")]
    [InlineData("Mon, 30 Jun 3609 15:33:50 +0600", "3609-06-30T15:33:50+06:00")]
    [InlineData("Sat,20 Sep 2008 18:04:30 +01:00", "2008-09-20T18:04:30+01:00")]
    [InlineData("Mon Aug 22 09:45:15 2011", "2011-08-22T09:45:15+00:00")]
    [InlineData("Wed, 15 Dec 2010    59:10 -0500", "2010-12-15T00:00:00-05:00")]
    [InlineData("1 January 2020 00:00:60 +0000", "2020-01-01T00:00:59+00:00")]
    [InlineData("01-Feb-2020 10:00:00 +0000", "2020-02-01T10:00:00+00:00")]
    [InlineData("1 Jan 2020 10:00:00", "2020-01-01T10:00:00+00:00")]
    [InlineData("1 Jan 2020 10:00:00 +9999", "2020-01-01T10:00:00+00:00")]
    [InlineData("1 Jan 2020 10:00:00 XYZ", "2020-01-01T10:00:00+00:00")]
    [InlineData("Wed, 20 Sep 1995 00:19:00 (EDT) -0400", "1995-09-20T00:19:00-04:00")]
    public void Parse_Date_IsRead(string text, string expected) =>
        Assert.Equal(expected, DateParser.Parse(text)?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("31 Feb 2020 10:00:00 +0000")]
    [InlineData("0 Jan 2020 10:00:00 +0000")]
    [InlineData("10:00:00 +0000")]
    [InlineData("1 Jan 0000 00:00:00 +0000")]
    [InlineData("1 Jan 0001 00:00:00 +1400")]
    public void Parse_NoDate_IsNull(string? text) => Assert.Null(DateParser.Parse(text));

    [Theory]
    [InlineData("<a@b>", "a@b")]
    [InlineData("a@b", "a@b")]
    [InlineData("a@b (comment)", "a@b")]
    [InlineData(" < a (c) @ b > ", "a@b")]
    [InlineData("<a <b@c>", "b@c")]
    [InlineData("<>", null)]
    [InlineData("", null)]
    [InlineData("<a\u0001b@c>", "ab@c")]
    public void One_Value_GivesTheId(string value, string? expected) => Assert.Equal(expected, MessageIds.One(value));

    [Theory]
    [InlineData("<a@b> <c@d>\t<e@f>", "a@b c@d e@f")]
    [InlineData("<a@b><a@b>,<c@d>", "a@b c@d")]
    [InlineData("<a@b> <never ends", "a@b")]
    [InlineData("Your message of Tuesday <a@b>", "a@b")]
    [InlineData("someone@example.com", "")]
    public void All_Value_GivesBracketedIds(string value, string expected) => Assert.Equal(expected, string.Join(" ", MessageIds.All(value)));
}
