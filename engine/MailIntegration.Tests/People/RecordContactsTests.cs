using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Tests.Storage;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;

namespace MailIntegration.Tests.People;

public sealed class RecordContactsTests : ContactsConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();

    protected override async Task WithAsync(Func<IContacts, string, Task> action)
    {
        var (contacts, _) = Open();
        await action(contacts, "anna");
    }

    [Fact]
    public async Task Save_OwnAddress_IsRefusedUnlessItWasThere()
    {
        var (contacts, setup) = Open();
        var before = (await contacts.SaveAsync(new Contact { Name = "Eva", Addresses = ["info@fietskompas.example"] }, default)).Value!;
        Assert.True(await setup.SaveAsync(Some.Address() with { Aliases = ["contact@fietskompas.example"] }, default));

        var alias = await contacts.SaveAsync(new Contact { Name = "Us", Addresses = ["contact@fietskompas.example"] }, default);
        var kept = await contacts.SaveAsync(before with { Phone = "1" }, default);

        Assert.Equal("contact-address-own (email=contact@fietskompas.example)", alias.Errors.First!.ToString());
        Assert.Equal(SetupOutcome.Saved, kept.Outcome);
    }

    public void Dispose() => _folder.Dispose();

    private (RecordContacts Contacts, SqliteSetupStore Setup) Open()
    {
        var database = _folder.Open();
        var setup = new SqliteSetupStore(database);
        return (new RecordContacts(new SqliteMailStore(database), setup, new TestPeople(), TimeProvider.System), setup);
    }
}
