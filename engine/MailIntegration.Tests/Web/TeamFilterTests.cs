using System.Net;
using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Web;

/// <summary>Lists and numbers per process team (TH1), within what each member may see (PR2, CH6).</summary>
public sealed class TeamFilterTests : IClassFixture<TeamFilterTests.World>
{
    private readonly World _world;

    public TeamFilterTests(World world)
    {
        _world = world;
    }

    [Theory]
    [InlineData("joost", "service", "For both|For info|For support")]
    [InlineData("joost", "desk", "For both|For sales|For support")]
    [InlineData("lena", "desk", "For both|For sales|For support")]
    [InlineData("lena", "spare", "")]
    [InlineData("anna", "service", "For both|For info|For support")]
    [InlineData("anna", "desk", "For both|For sales|For support")]
    public async Task List_ByTeam_ShowsMailOfItsAddressesOnly(string member, string team, string expected)
    {
        var subjects = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(subjects, await SubjectsAsync(member, $"team={team}"));
        Assert.Equal(subjects, await SubjectsAsync(member, $"box=all&unread=1&team={team}"));
    }

    [Theory]
    [InlineData("lena", "service")]
    [InlineData("joost", "spare")]
    [InlineData("joost", "missing")]
    [InlineData("anna", "missing")]
    public async Task List_ByTeamThatIsNotHis_IsNotThere(string member, string team) =>
        Assert.Equal(HttpStatusCode.NotFound, await _world.Browsers[member].GetStatusAsync($"conversations?team={team}"));

    [Fact]
    public async Task List_ByTeamAndMore_NarrowsFurther()
    {
        Assert.Equal(["For both", "For support"], await SubjectsAsync("joost", $"team=service&address={_world.Support.Id}"));
        Assert.Empty(await SubjectsAsync("joost", $"team=service&address={_world.Sales.Id}"));
        Assert.Equal(["For info"], await SubjectsAsync("joost", "team=service&box=all&q=kingfisher"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Browsers["lena"].GetStatusAsync($"conversations?team=desk&address={_world.Info.Id}"));
        Assert.Equal(["For both", "For info", "For sales", "For support"], await SubjectsAsync("joost", "team="));
    }

    [Theory]
    [InlineData("joost", "desk 3, service 3")]
    [InlineData("lena", "desk 3")]
    [InlineData("anna", "desk 3, service 3")]
    public async Task Counts_ByTeam_CountEachEmailOnceForTeamsHeMayName(string member, string expected)
    {
        var counts = (await _world.Browsers[member].GetJsonAsync("counts")).GetProperty("unreadByTeam");
        Assert.Equal(expected, string.Join(", ", counts.EnumerateObject().OrderBy(c => c.Name).Select(c => $"{c.Name} {c.Value}")));
    }

    [Fact]
    public async Task OpenApi_Document_DescribesTheFilterAndItsNumbers()
    {
        var document = await _world.Browsers["anna"].GetJsonAsync("openapi.json");
        var parameters = document.GetProperty("paths").GetProperty("/mail/api/conversations").GetProperty("get").GetProperty("parameters");
        Assert.Contains(parameters.EnumerateArray(), p => string.Equals(p.GetProperty("name").GetString(), "team", StringComparison.OrdinalIgnoreCase));
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("CountsModel").GetProperty("properties")
            .TryGetProperty("unreadByTeam", out _));
    }

    private async Task<IReadOnlyList<string>> SubjectsAsync(string member, string query) =>
        (await _world.Browsers[member].GetJsonAsync($"conversations?{query}")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()!).Order(StringComparer.Ordinal).ToList();

    /// <summary>
    /// Service (Joost) has info@ and support@, Desk (Joost and Lena) support@ and sales@; Lena's own account names Desk
    /// without effect, because it is hers alone. One mail went to info@ and support@ both.
    /// </summary>
    public sealed class World : IAsyncLifetime
    {
        internal MailHost Host { get; private set; } = null!;

        internal ChannelAddress Info { get; private set; } = null!;

        internal ChannelAddress Support { get; private set; } = null!;

        internal ChannelAddress Sales { get; private set; } = null!;

        internal Dictionary<string, HttpBrowser> Browsers { get; } = [];

        public async Task InitializeAsync()
        {
            Host = await MailHost.StartAsync();
            await Host.EnableAsync();
            var (service, desk) = (new AddressLink(LinkKind.ProcessTeam, "service"), new AddressLink(LinkKind.ProcessTeam, "desk"));
            var channel = (await Host.ConnectAsync()).Id;
            Info = await Host.ActivateAsync(channel, "info@fietskompas.example", service);
            Support = await Host.ActivateAsync(channel, "support@fietskompas.example", service, desk);
            Sales = await Host.ActivateAsync(channel, "sales@fietskompas.example", desk, new AddressLink(LinkKind.Member, "lena"));
            var own = await Host.ConnectAsync("Lena's own");
            var result = await Host.WithAsync((ChannelService s) => s.UpdateAsync(
                new ChannelUpdate(own.Id, own.Name, "", true, ChannelAccess.Owner, [], "lena", null, own.Version), default));
            Assert.Equal(SetupOutcome.Saved, result.Outcome);
            var lena = await Host.ActivateAsync(own.Id, "lena@fietskompas.example", desk);

            var both = TestMail.Text("both-1@customer.example", "For both", "The word is wagtail.", date: DateTimeOffset.UtcNow.AddMinutes(-5));
            Host.Deliver(Info.Email, both);
            Host.Deliver(Support.Email, both);
            Host.Deliver(Info.Email, TestMail.Text("info-1@customer.example", "For info", "The word is kingfisher."));
            Host.Deliver(Support.Email, TestMail.Text("support-1@customer.example", "For support"));
            Host.Deliver(Sales.Email, TestMail.Text("sales-1@customer.example", "For sales"));
            Host.Deliver(lena.Email, TestMail.Text("lena-1@customer.example", "For Lena only"));
            await Host.SyncAsync(Info.Id, Support.Id, Sales.Id, lena.Id);
            foreach (var member in (string[])["anna", "joost", "lena"])
            {
                Browsers[member] = await Host.SignInAsync(member);
            }
        }

        public async Task DisposeAsync()
        {
            foreach (var browser in Browsers.Values)
            {
                browser.Dispose();
            }

            await Host.DisposeAsync();
        }
    }
}
