using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Dossiers;

/// <summary>The dossier that every contact has. Members know contacts as recipients, so any of them may file there.</summary>
public sealed class ContactDossiers : IDossiers
{
    private readonly IContacts _contacts;

    public ContactDossiers(IContacts contacts)
    {
        _contacts = contacts;
    }

    public string Kind => DossierKinds.Contact;

    /// <summary>The dossier of a contact.</summary>
    public static DossierRef Of(Contact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return new DossierRef(DossierKinds.Contact, contact.Id, contact.Name);
    }

    public async Task<IReadOnlyList<DossierRef>> FindAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        (await _contacts.GetAsync(ids, cancellationToken)).Select(Of).ToList();

    public async Task<IReadOnlyList<DossierRef>> SearchAsync(
        MemberRights rights, string words, int take, CancellationToken cancellationToken)
    {
        var page = await _contacts.SearchAsync(new ContactQuery { Words = words, Take = take }, cancellationToken);
        return page.Contacts.Select(Of).ToList();
    }

    public async Task<bool> MayUseAsync(MemberRights rights, string id, CancellationToken cancellationToken) =>
        (await _contacts.GetAsync([id], cancellationToken)).Count > 0;
}
