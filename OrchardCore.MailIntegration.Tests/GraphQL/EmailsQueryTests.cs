using System.Net;
using System.Text.Json;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Tests.Workflows;

namespace OrchardCore.MailIntegration.Tests.GraphQL;

/// <summary>The field for e-mails shows what the mail centre would show whoever asks (PR2).</summary>
public sealed class EmailsQueryTests : IAsyncLifetime
{
    private const string List = "{emails(first:10){rows{id subject isUnread from{name address} to{address} at addressIds attachments{fileName size}} next}}";

    private readonly TenantHost _host = new();
    private string _theirs = "";

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.EnableAsync("OrchardCore.Apis.GraphQL");
        await _host.UsingAsync(async services =>
        {
            foreach (var role in new[] { "Mail member", "Mail manager", "Editor", "Authenticated", "Anonymous" })
            {
                await TestRoles.AddAsync(services, role, "ExecuteGraphQL");
            }
        });
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, member));
        _theirs = await MailWorkflows.ReceiveAsync(_host, "c-theirs", "Secret tender");
        await MailWorkflows.ReceiveAsync(_host, "c-private", "Owner only", managersSee: false);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Emails_Member_SeesWhatIsLinkedToHim()
    {
        var rows = await RowsAsync("member", List);
        var row = Assert.Single(rows);
        Assert.Equal((StoredMail.Subject, StoredMail.Sender), (row.GetProperty("subject").GetString(), row.GetProperty("from").GetProperty("address").GetString()));

        foreach (var query in new[]
            {
                $"{{emails(ids:[\"{_theirs}\"]){{rows{{subject}}}}}}", "{emails(conversationId:\"c-theirs\"){rows{subject}}}",
                "{emails(text:\"Secret\"){rows{subject}}}", $"{{emails(addressId:\"{StoredMail.AddressId}\",text:\"tender\"){{rows{{subject snippet}}}}}}",
            })
        {
            Assert.Empty(await RowsAsync("member", query));
        }
    }

    [Fact]
    public async Task Emails_Manager_SeesAllButOwnersOwn_PageByPage()
    {
        Assert.Equal(
            ["Secret tender", StoredMail.Subject],
            (await RowsAsync("manager", List)).Select(r => r.GetProperty("subject").GetString()));
        Assert.Single(await RowsAsync("manager", $"{{emails(ids:[\"{_theirs}\"]){{rows{{subject}}}}}}"));
        Assert.Single(await RowsAsync("manager", "{emails(conversationId:\"c-theirs\"){rows{subject}}}"));
        var page = await QueryAsync("manager", "{emails(first:1){rows{subject} next}}");
        var next = page.GetProperty("data").GetProperty("emails").GetProperty("next").GetString();
        Assert.Equal(
            StoredMail.Subject,
            Assert.Single(await RowsAsync("manager", $"{{emails(first:1,after:\"{next}\"){{rows{{subject}}}}}}")).GetProperty("subject").GetString());
        Assert.NotEmpty(await RowsAsync("manager", "{emails(after:\"nonsense\",first:1000){rows{subject}}}"));
    }

    /// <summary>An editor may run queries and read content, but no e-mail; a visitor may not even that.</summary>
    [Theory]
    [InlineData("editor")]
    [InlineData("customer")]
    [InlineData(null)]
    public async Task Emails_WhoReadsNoMail_GetsNone(string? user)
    {
        using var client = user is null ? _host.Client() : _host.ApiClient(user);
        using var answer = await client.GetAsync("api/graphql?query=" + Uri.EscapeDataString(List));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.DoesNotContain(StoredMail.Subject, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret tender", text, StringComparison.Ordinal);
        Assert.True((int)answer.StatusCode < 500, text);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            Assert.Contains("errors", text, StringComparison.Ordinal);
        }
    }

    private async Task<List<JsonElement>> RowsAsync(string user, string query)
    {
        var answer = await QueryAsync(user, query);
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        return answer.GetProperty("data").GetProperty("emails").GetProperty("rows").EnumerateArray().ToList();
    }

    private async Task<JsonElement> QueryAsync(string user, string query)
    {
        using var client = _host.ApiClient(user);
        using var answer = await client.GetAsync("api/graphql?query=" + Uri.EscapeDataString(query));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
