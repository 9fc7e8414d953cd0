using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Tests.People;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Setup;

public sealed class OrchardContactsTests : ContactsConformance, IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public OrchardContactsTests(TenantHost host)
    {
        _host = host;
    }

    protected override async Task WithAsync(Func<IContacts, string, Task> action)
    {
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(services => action(services.GetRequiredService<IContacts>(), member));
    }

    [Fact]
    public Task Find_AddressThatAnImportGaveToTwo_TakesTheOlderAndSaysSo() => _host.UsingAsync(async services =>
    {
        var contacts = services.GetRequiredService<IContacts>();
        var first = (await contacts.SaveAsync(new Contact { Name = "First", Addresses = ["both@contested.example"] }, default)).Value!;
        var contents = services.GetRequiredService<IContentManager>();
        var second = await contents.NewAsync(MailConstants.ContentTypes.Contact);
        second.DisplayText = "Second";
        second.Alter<MailContactPart>(part => part.Addresses = ["both@contested.example"]);
        await services.GetRequiredService<YesSql.ISession>().SaveAsync(second);
        second.Published = second.Latest = true;
        await services.GetRequiredService<YesSql.ISession>().SaveChangesAsync();

        var found = (await contacts.FindByAddressesAsync(["both@contested.example"], default)).Single().Value;

        Assert.Equal((first.Id, true), (found.Id, found.IsContested));
    });

    [Fact]
    public async Task Contact_OfTheEditor_IsTheEnginesContact()
    {
        await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var item = await contents.NewAsync(MailConstants.ContentTypes.Contact);
            item.DisplayText = "Edited";
            item.Alter<MailContactPart>(part =>
            {
                part.Addresses = ["edited@editor.example"];
                part.PreferredMethod = PreferredMethod.Site;
                part.Language = "de";
            });
            Assert.True(await contents.CreateAsync(item, VersionOptions.Published));
        });

        await _host.UsingAsync(async services =>
        {
            var contacts = services.GetRequiredService<IContacts>();
            var contact = (await contacts.FindByAddressesAsync(["edited@editor.example"], default)).Single().Value;
            Assert.Equal((ContactMethod.Portal, "de", "Edited"), (contact.Preferred, contact.Language, contact.Name));
            Assert.Equal(SetupOutcome.Saved, (await contacts.SaveAsync(contact with { Name = "Renamed" }, default)).Outcome);
            Assert.Equal(SetupOutcome.Stale, (await contacts.SaveAsync(contact with { Name = "Late" }, default)).Outcome);
            var item = await services.GetRequiredService<IContentManager>().GetAsync(contact.Id);
            Assert.Equal("Renamed", item!.DisplayText);
        });
    }
}
