using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Tests.People;

/// <summary>What every home's contacts must do. A home's tests derive from it and say how they are made.</summary>
public abstract class ContactsConformance
{
    /// <summary>Runs with contacts; others may be there, so every test uses addresses of its own.</summary>
    /// <param name="action">Gets the contacts and the id of a member.</param>
    protected abstract Task WithAsync(Func<IContacts, string, Task> action);

    private static Contact Eva(string domain) => new()
    {
        Name = "Eva Jansen",
        Addresses = [$"eva@{domain}", $"e.jansen@{domain}"],
        Organisation = "Jansen " + domain,
        Phone = "+31 20 123",
        Preferred = ContactMethod.Phone,
        Language = "nl",
    };

    [Fact]
    public Task Save_New_ComesBackWhole() => WithAsync(async (contacts, member) =>
    {
        var saved = await contacts.SaveAsync(Eva("whole.example") with { OwnerId = member }, default);
        Assert.Equal(SetupOutcome.Saved, saved.Outcome);

        var found = Assert.Single(await contacts.GetAsync([saved.Value!.Id, "missing"], default));

        Assert.Equal(saved.Value.Version, found.Version);
        Assert.Equal(["eva@whole.example", "e.jansen@whole.example"], found.Addresses);
        Assert.Equal(
            ("Eva Jansen", "Jansen whole.example", "+31 20 123", ContactMethod.Phone, "nl", member),
            (found.Name, found.Organisation, found.Phone, found.Preferred, found.Language, found.OwnerId));
        Assert.Null(found.InvitedAt);
    });

    [Fact]
    public Task Find_ByAnyAddress_GivesTheContact() => WithAsync(async (contacts, _) =>
    {
        var saved = (await contacts.SaveAsync(Eva("find.example"), default)).Value!;

        var found = await contacts.FindByAddressesAsync(["e.jansen@find.example", "nobody@find.example"], default);

        Assert.Equal(saved.Id, Assert.Single(found).Value.Id);
        Assert.False(found["e.jansen@find.example"].IsContested);
        Assert.Empty(await contacts.FindByAddressesAsync([], default));
    });

    [Fact]
    public Task Save_AddressOfAnother_IsRefused() => WithAsync(async (contacts, _) =>
    {
        await contacts.SaveAsync(Eva("taken.example"), default);

        var second = await contacts.SaveAsync(
            new Contact { Name = "Other", Addresses = ["other@taken.example", "eva@taken.example"] }, default);

        Assert.Equal(SetupOutcome.Invalid, second.Outcome);
        Assert.Equal("contact-address-taken (email=eva@taken.example)", second.Errors.Fields["addresses"][0].ToString());
        Assert.Empty(await contacts.FindByAddressesAsync(["other@taken.example"], default));
    });

    [Fact]
    public Task Save_Change_MovesAddressesAndKeepsTheRest() => WithAsync(async (contacts, _) =>
    {
        var first = (await contacts.SaveAsync(Eva("change.example"), default)).Value!;
        var invited = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

        var changed = (await contacts.SaveAsync(
            first with { Addresses = ["new@change.example", "eva@change.example"], InvitedAt = invited }, default)).Value!;

        Assert.NotEqual(first.Version, changed.Version);
        var found = await contacts.FindByAddressesAsync(
            ["new@change.example", "eva@change.example", "e.jansen@change.example"], default);
        Assert.Equal(["eva@change.example", "new@change.example"], found.Keys.Order());
        Assert.Equal((invited, "nl", "+31 20 123"), (found["new@change.example"].InvitedAt, found["new@change.example"].Language, found["new@change.example"].Phone));
        Assert.Equal(SetupOutcome.Saved, (await contacts.SaveAsync(
            new Contact { Name = "Heir", Addresses = ["e.jansen@change.example"] }, default)).Outcome);
    });

    [Fact]
    public Task Save_OlderVersion_IsStale() => WithAsync(async (contacts, _) =>
    {
        var first = (await contacts.SaveAsync(Eva("stale.example"), default)).Value!;
        await contacts.SaveAsync(first with { Name = "Newer" }, default);

        Assert.Equal(SetupOutcome.Stale, (await contacts.SaveAsync(first with { Name = "Late" }, default)).Outcome);
        Assert.Equal(SetupOutcome.NotFound, (await contacts.SaveAsync(first with { Id = "missing" }, default)).Outcome);
        Assert.Equal("Newer", Assert.Single(await contacts.GetAsync([first.Id], default)).Name);
    });

    [Fact]
    public Task Save_ManyAtOnceWithOneAddress_OneWins() => WithAsync(async (contacts, _) =>
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(i =>
            contacts.SaveAsync(new Contact { Name = "Racer " + i, Addresses = ["one@race.example"] }, default)));

        Assert.Single(results, r => r.Outcome == SetupOutcome.Saved);
        Assert.All(results.Where(r => r.Outcome != SetupOutcome.Saved), r => Assert.Equal("contact-address-taken", r.Errors.First!.Code));
    });

    [Theory]
    [InlineData("", "a@bad.example", null, null, "name")]
    [InlineData("A", "not an address", null, null, "addresses")]
    [InlineData("A", "a@bad.example\na@bad.example", null, null, "addresses")]
    [InlineData("A", "a@bad.example", "nobody", null, "ownerId")]
    [InlineData("A", "a@bad.example", null, "Dutch", "language")]
    public Task Save_BadValue_IsRefusedAtItsField(string name, string addresses, string? owner, string? language, string field) =>
        WithAsync(async (contacts, _) =>
        {
            var result = await contacts.SaveAsync(
                new Contact { Name = name, Addresses = addresses.Split('\n'), OwnerId = owner, Language = language }, default);

            Assert.Equal(SetupOutcome.Invalid, result.Outcome);
            Assert.Equal([field], result.Errors.Fields.Keys);
        });

    [Fact]
    public Task Delete_Contact_FreesItsAddresses() => WithAsync(async (contacts, _) =>
    {
        var saved = (await contacts.SaveAsync(Eva("gone.example"), default)).Value!;

        Assert.True(await contacts.DeleteAsync(saved.Id, default));

        Assert.False(await contacts.DeleteAsync(saved.Id, default));
        Assert.Empty(await contacts.GetAsync([saved.Id], default));
        Assert.Empty(await contacts.FindByAddressesAsync(saved.Addresses, default));
        Assert.Equal(SetupOutcome.Saved, (await contacts.SaveAsync(Eva("gone.example"), default)).Outcome);
    });

    [Fact]
    public Task Search_Words_LookAtNameOrganisationAndAddresses() => WithAsync(async (contacts, member) =>
    {
        await contacts.SaveAsync(new Contact { Name = "Zoë Vries", Addresses = ["zoe@srch.example"], OwnerId = member }, default);
        await contacts.SaveAsync(new Contact { Name = "Adam Berg", Organisation = "Srch bikes", Preferred = ContactMethod.Post }, default);
        await contacts.SaveAsync(new Contact { Name = "Mia srch", Addresses = ["mia@elsewhere-srch.test"] }, default);

        async Task<string[]> Names(ContactQuery query) =>
            (await contacts.SearchAsync(query, default)).Contacts.Select(c => c.Name).ToArray();

        Assert.Equal(["Adam Berg", "Mia srch", "Zoë Vries"], await Names(new ContactQuery { Words = "SRCH" }));
        Assert.Equal(["Zoë Vries"], await Names(new ContactQuery { Words = "zoe@srch" }));
        Assert.Equal(["Zoë Vries"], await Names(new ContactQuery { Words = "srch", OwnerId = member }));
        Assert.Equal(["Adam Berg"], await Names(new ContactQuery { Words = "srch", Preferred = ContactMethod.Post }));
        Assert.Empty(await Names(new ContactQuery { Words = "srch nothing" }));
    });

    [Fact]
    public Task Search_Pages_FollowOneAnother() => WithAsync(async (contacts, _) =>
    {
        foreach (var name in new[] { "C", "A", "B" })
        {
            await contacts.SaveAsync(new Contact { Name = name + " paging" }, default);
        }

        var first = await contacts.SearchAsync(new ContactQuery { Words = "paging", Take = 2 }, default);
        var second = await contacts.SearchAsync(new ContactQuery { Words = "paging", Take = 2, Skip = 2 }, default);

        Assert.Equal(["A paging", "B paging"], first.Contacts.Select(c => c.Name));
        Assert.Equal(["C paging"], second.Contacts.Select(c => c.Name));
        Assert.True(first.HasMore);
        Assert.False(second.HasMore);
    });
}
