using MailIntegration.Embedded.People;
using MailIntegration.Embedded.Sample;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Embedded;

public sealed class TeamFileTests
{
    [Fact]
    public void Parse_WhatIsWrittenOnTheFirstStart_IsAGoodTeam()
    {
        foreach (var file in new[] { FirstTeam.Value, SampleCompany.Team })
        {
            var team = TeamFile.Parse(TeamFile.Write(file));
            Assert.Equal(file.Members.Count, team.Members.Count);
            Assert.Contains(team.Members, m => m is { IsManager: true, IsEnabled: true });
        }
    }

    [Fact]
    public void Parse_OptionalFieldsLeftOut_AreTheUsualOnes()
    {
        var member = TeamFile.Parse(MailHost.TeamJson).Members.Single(m => m.Id == "lena");
        Assert.True(member is { IsEnabled: true, IsManager: false });
        Assert.Equal(["sales"], member.Roles);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("""{ "members": [] }""", "manager")]
    [InlineData("""{ "members": [ { "id": "a b", "name": "A", "email": "a@x.example", "manager": true, "since": "2020-01-01" } ] }""", "\"a b\"")]
    [InlineData("""{ "members": [ { "id": "a", "name": " ", "email": "a@x.example", "manager": true, "since": "2020-01-01" } ] }""", "name")]
    [InlineData("""{ "members": [ { "id": "a", "name": "A", "email": "nonsense", "manager": true, "since": "2020-01-01" } ] }""", "e-mail")]
    [InlineData("""{ "members": [ { "id": "a", "name": "A", "email": "a@x.example", "manger": true } ] }""", "manger")]
    [InlineData("""{ "members": [ { "id": "a", "name": "A", "email": "a@x.example", "manager": true }, { "id": "A", "name": "A", "email": "a@x.example" } ] }""", "twice")]
    [InlineData("""{ "members": [ { "id": "a", "name": "A", "email": "a@x.example", "manager": true } ], "teams": [ { "id": "t", "name": "T", "members": [ "b" ] } ] }""", "\"b\"")]
    public void Parse_FileThatMakesNoSense_SaysWhat(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => TeamFile.Parse(text)).Message, StringComparison.Ordinal);
}
