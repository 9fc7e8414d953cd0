using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Security;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Services;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Dossiers;

/// <summary>
/// Content items as dossiers (LW6): those of types with <see cref="Models.MailDossierPart"/>. Who may view an item may know of
/// it, file in it, and see what is filed in it; for everybody else it is not there.
/// </summary>
public sealed class ContentDossiers : IDossiers
{
    private const int MaxSearched = 200;

    private readonly TenantScopes _scopes;

    public ContentDossiers(TenantScopes scopes)
    {
        _scopes = scopes;
    }

    public string Kind => DossierKinds.Record;

    public bool OpensMail => true;

    public Task<IReadOnlyList<DossierRef>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        _scopes.UsingAsync(async services => ToRefs(await RecordAccess.FindAsync(services, ids)));

    public Task<IReadOnlyList<DossierRef>> SearchAsync(
        MemberRights rights, string words, int take, CancellationToken cancellationToken) => _scopes.UsingAsync(async services =>
    {
        ArgumentNullException.ThrowIfNull(rights);
        var types = await RecordAccess.TypesAsync(services);
        if (types.Length == 0)
        {
            return [];
        }

        var query = services.GetRequiredService<ISession>()
            .Query<ContentItem, ContentItemIndex>(i => i.Latest && i.ContentType.IsIn(types));
        if (words.Length > 0)
        {
            query = query.Where(i => i.DisplayText.Contains(words));
        }

        var found = (await query.OrderBy(i => i.DisplayText).ThenBy(i => i.Id).Take(MaxSearched).ListAsync(cancellationToken)).ToList();
        return ToRefs((await RecordAccess.VisibleAsync(services, rights.Member.Id, found)).Take(take));
    });

    public Task<IReadOnlyCollection<string>> KnownAsync(
        MemberRights rights, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => _scopes.UsingAsync(async services =>
    {
        ArgumentNullException.ThrowIfNull(rights);
        var items = await RecordAccess.FindAsync(services, ids);
        var visible = await RecordAccess.VisibleAsync(services, rights.Member.Id, items);
        return (IReadOnlyCollection<string>)visible.Select(i => i.ContentItemId).ToList();
    });

    public async Task<bool> MayUseAsync(MemberRights rights, string id, CancellationToken cancellationToken) =>
        (await KnownAsync(rights, [id], cancellationToken)).Count > 0;

    private static IReadOnlyList<DossierRef> ToRefs(IEnumerable<ContentItem> items) =>
        items.Select(i => new DossierRef(DossierKinds.Record, i.ContentItemId, i.DisplayText ?? "")).ToList();
}
