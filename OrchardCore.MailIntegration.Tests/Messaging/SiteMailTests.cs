using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.DisplayManagement;
using OrchardCore.Email;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Users.Models;
using OrchardCore.Users.ViewModels;

namespace OrchardCore.MailIntegration.Tests.Messaging;

/// <summary>LW8 and the account mails of MC3: the site's own mail.</summary>
public sealed class SiteMailTests : IClassFixture<TenantHost>, IAsyncLifetime
{
    private readonly TenantHost _host;

    public SiteMailTests(TenantHost host)
    {
        _host = host;
    }

    public Task InitializeAsync() => _host.EnableAsync("OrchardCore.Email");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Mail_OfAModule_IsInTheJournal()
    {
        await SendAsync("someone@outside.example", "A mail of the site");
        await SendAsync("someone@outside.example", "refuse");

        var rows = await RowsAsync();
        Assert.Equal((OutboxState.Sent, true), (rows.Single(r => r.Subject == "A mail of the site").State, rows[0].IsSites));
        Assert.Equal((OutboxState.Failed, "site-mail-failed"), (rows.Single(r => r.Subject == "refuse").State, rows.Single(r => r.Subject == "refuse").Reason?.Code));
    }

    [Fact]
    public async Task Mail_ByAnAddress_GoesThroughTheOutboxAndFallsBack()
    {
        await _host.UsingAsync(async services =>
        {
            await StoredMail.AddAsync(services);
            var setup = services.GetRequiredService<IMailSetupStore>();
            var stored = await setup.GetAsync(default);
            await setup.SaveAsync(stored.Settings with { Enabled = true, SiteSenderId = StoredMail.AddressId }, default);
            await setup.SaveAsync(stored.FindChannel(StoredMail.ChannelId)! with { IsActive = true }, default);
        });

        await SendAsync("someone@outside.example", "By the channel");
        Assert.DoesNotContain(TestEmailProvider.Sent, m => m.Subject == "By the channel");
        var queued = await _host.UsingAsync(services => services.GetRequiredService<IMailStore>().GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Outbox, Owners = [StoredMail.AddressId] }, default));
        Assert.Contains(queued, r => r.Json.Contains("By the channel", StringComparison.Ordinal));

        await _host.UsingAsync(async services =>
        {
            var setup = services.GetRequiredService<IMailSetupStore>();
            var stored = await setup.GetAsync(default);
            await setup.SaveAsync(stored.Settings with { Enabled = false }, default);
        });
        await SendAsync("someone@outside.example", "While it is off");
        Assert.Contains(TestEmailProvider.Sent, m => m.Subject == "While it is off");
    }

    [Theory]
    [InlineData(SystemTemplates.PasswordReset)]
    [InlineData(SystemTemplates.ConfirmEmail)]
    public async Task AccountMail_WithATextOfTheSite_ReplacesOrchards(string code)
    {
        const string Link = "https://site.example/reset?userId=1&code=abc";
        var before = await ShapeAsync(code, Link);
        Assert.DoesNotContain("Our own words", before.Html);
        var saved = await _host.UsingAsync(services => services.GetRequiredService<TemplateService>().SaveAsync(
            new TemplateSave(
                code,
                new TemplateContent { Texts = new Dictionary<string, TemplateText> { ["en"] = new("Ours: {{ user.name }}", "<p>Our own words <a href=\"{{ link }}\">x</a></p>") } },
                true, null, "Anna"),
            default));
        Assert.True(saved.Value is not null, saved.Errors.First?.ToString());

        var after = await ShapeAsync(code, Link);

        Assert.Contains("Our own words <a href=\"https://site.example/reset?userId=1&amp;code=abc\">", after.Html);
        Assert.Equal("Ours: jan", after.Subject);
    }

    /// <summary>Does what Orchard's UserEmailService does: shape, then e-mail service.</summary>
    private Task<(string Html, string Subject)> ShapeAsync(string code, string link) => _host.UsingAsync(async services =>
    {
        var user = new User { UserName = "jan", Email = code + "@outside.example" };
        IShape shape = code == SystemTemplates.PasswordReset
            ? new LostPasswordViewModel { User = user, LostPasswordUrl = link }
            : new ConfirmEmailViewModel { User = user, ConfirmEmailUrl = link };
        using var writer = new StringWriter();
        (await services.GetRequiredService<IDisplayHelper>().ShapeExecuteAsync(shape)).WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        var html = writer.ToString();
        await services.GetRequiredService<IEmailService>().SendAsync(user.Email, "Orchard's subject", html);
        return (html, TestEmailProvider.Sent.Last(m => m.To == user.Email).Subject);
    });

    private Task SendAsync(string to, string subject) => _host.UsingAsync(
        services => (Task)services.GetRequiredService<IEmailService>().SendAsync(to, subject, "<p>Hello</p>"));

    private Task<IReadOnlyList<OutgoingRow>> RowsAsync() => _host.UsingAsync(async services =>
    {
        var rights = await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(await AdminAsync(services), default);
        return (await services.GetRequiredService<JournalReader>().ListOutgoingAsync(rights!, new JournalQuery(), null, default)).Rows;
    });

    private static async Task<string> AdminAsync(IServiceProvider services) =>
        ((User)(await services.GetRequiredService<OrchardCore.Users.Services.IUserService>().GetUserAsync("admin"))!).UserId;
}
