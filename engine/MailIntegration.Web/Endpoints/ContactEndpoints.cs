using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Contacts: every member sees them, who manages contacts changes them.</summary>
internal static class ContactEndpoints
{
    private const int PageSize = 50;

    public static void MapContacts(this RouteGroupBuilder api)
    {
        api.MapGet("contacts", ListAsync).WithName("ListContacts");
        api.MapGet("contacts/{id}", GetAsync).WithName("GetContact");
        var managed = api.MapGroup("contacts").Requires(MailPermission.ManageContacts);
        managed.MapPost("", AddAsync).WithName("AddContact");
        managed.MapPut("{id}", SaveAsync).WithName("SaveContact").ProducesProblem(StatusCodes.Status409Conflict);
        managed.MapDelete("{id}", DeleteAsync).WithName("DeleteContact");
        managed.MapPost("{id}/release", ReleaseAsync).WithName("ReleaseContactAddresses");
    }

    private static async Task<Results<Ok<ContactPageModel>, ProblemHttpResult>> ListAsync(
        string? q,
        string? ownerId,
        string? preferred,
        string? after,
        IContacts contacts,
        CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        var method = ListValues.Read<ContactMethod>(preferred, "preferred", errors);
        if (q?.Length > ContactQuery.MaxWords)
        {
            errors.Add("q", Engine.Bounds.TooLong(ContactQuery.MaxWords));
        }

        var skip = 0;
        if (!string.IsNullOrEmpty(after)
            && (!int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out skip) || skip > 1_000_000))
        {
            errors.Add("after", "position-malformed");
        }

        if (!errors.IsEmpty)
        {
            return Problems.Invalid(errors);
        }

        var page = await contacts.SearchAsync(
            new ContactQuery
            {
                Words = q,
                OwnerId = string.IsNullOrEmpty(ownerId) ? null : ownerId,
                Preferred = method,
                Skip = skip,
                Take = PageSize,
            },
            cancellationToken);
        return TypedResults.Ok(new ContactPageModel(
            page.Contacts.Select(ContactModel.Of).ToList(),
            page.HasMore ? (skip + PageSize).ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Ok<ContactModel>, ProblemHttpResult>> GetAsync(
        string id, IContacts contacts, Suppressions suppressions, CancellationToken cancellationToken) =>
        await contacts.GetAsync([id], cancellationToken) is [var contact]
            ? TypedResults.Ok(ContactModel.Of(contact) with
            {
                Suppressed = (await suppressions.FindAsync(contact.Addresses, cancellationToken)).Select(SuppressedModel.Of).ToList(),
            })
            : Problems.NotFound();

    /// <summary>Lets mail to all addresses of the contact leave again.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(
        string id, IContacts contacts, Suppressions suppressions, CancellationToken cancellationToken)
    {
        if (await contacts.GetAsync([id], cancellationToken) is not [var contact])
        {
            return Problems.NotFound();
        }

        foreach (var address in contact.Addresses)
        {
            await suppressions.ReleaseAsync(address, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ContactModel>, ProblemHttpResult>> AddAsync(
        ContactDetailsBody body, IContacts contacts, CancellationToken cancellationToken) =>
        Answer(await contacts.SaveAsync(body.ToContact(null) with { Version = 0 }, cancellationToken));

    private static async Task<Results<Ok<ContactModel>, ProblemHttpResult>> SaveAsync(
        string id, ContactDetailsBody body, IContacts contacts, CancellationToken cancellationToken) =>
        await contacts.GetAsync([id], cancellationToken) is [var before]
            ? Answer(await contacts.SaveAsync(body.ToContact(before), cancellationToken))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, IContacts contacts, CancellationToken cancellationToken) =>
        await contacts.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static Results<Ok<ContactModel>, ProblemHttpResult> Answer(SetupResult<Contact> result) =>
        result.Value is { } saved ? TypedResults.Ok(ContactModel.Of(saved)) : Problems.Of(result);
}
