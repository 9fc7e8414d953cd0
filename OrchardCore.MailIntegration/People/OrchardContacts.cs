using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.Locking.Distributed;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Storage;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.People;

/// <summary>
/// Contacts as content items, published ones only. Every read and write has a scope of its own, so that the worker can use
/// them; a lock keeps two savers from giving one address to two contacts.
/// </summary>
public sealed class OrchardContacts : IContacts
{
    private const string Lock = "MAIL_CONTACTS";
    private const int MaxInList = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly TenantScopes _scopes;
    private readonly MailDatabase _database;
    private readonly IDistributedLock _lock;

    internal OrchardContacts(TenantScopes scopes, MailDatabase database, IDistributedLock distributedLock)
    {
        _scopes = scopes;
        _database = database;
        _lock = distributedLock;
    }

    public async Task<IReadOnlyDictionary<string, Contact>> FindByAddressesAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var found = new Dictionary<string, Contact>(StringComparer.Ordinal);
        if (addresses.Count == 0)
        {
            return found;
        }

        foreach (var item in await ItemsAsync(addresses, cancellationToken))
        {
            var contact = ContactMapping.ToContact(item);
            foreach (var address in contact.Addresses.Where(addresses.Contains))
            {
                if (!found.TryAdd(address, contact))
                {
                    found[address] = found[address] with { IsContested = true };
                }
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<Contact>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ids.Count == 0
            ? []
            : await _scopes.UsingAsync(services => GetAsync(services, ids, cancellationToken));

    public Task<ContactPage> SearchAsync(ContactQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _scopes.UsingAsync(async services =>
        {
            var rows = services.GetRequiredService<ISession>().QueryIndex<MailContactListIndex>(i => i.Published);
            var words = query.Words?.Trim().ToLowerInvariant() ?? "";
            rows = words.Length > 0 ? rows.Where(i => i.SearchText.Contains(words)) : rows;
            rows = query.OwnerId is { } owner ? rows.Where(i => i.OwnerId == owner) : rows;
            if (query.Preferred is { } preferred)
            {
                var method = (int)ContactMapping.ToMethod(preferred);
                rows = rows.Where(i => i.Method == method);
            }

            var page = (await rows.OrderBy(i => i.SortName).ThenBy(i => i.Id).Skip(query.Skip).Take(query.Take + 1)
                .ListAsync(cancellationToken)).Select(i => i.ContentItemId).ToList();
            var contacts = await GetAsync(services, page.Take(query.Take).ToList(), cancellationToken);
            return new ContactPage(
                contacts.OrderBy(c => page.IndexOf(c.Id)).ToList(), page.Count > query.Take);
        });
    }

    public Task<SetupResult<Contact>> SaveAsync(Contact contact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return WriteAsync(services => SaveAsync(services, contact, cancellationToken), SetupResult.Stale<Contact>(), cancellationToken);
    }

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => WriteAsync(
        async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            if (await FindAsync(contents, id, VersionOptions.Latest) is not { } item)
            {
                return false;
            }

            await contents.RemoveAsync(item);
            return true;
        },
        otherwise: false,
        cancellationToken);

    private static async Task<SetupResult<Contact>> SaveAsync(
        IServiceProvider services, Contact contact, CancellationToken cancellationToken)
    {
        var contents = services.GetRequiredService<IContentManager>();
        var before = contact.Id.Length == 0 ? null : await FindAsync(contents, contact.Id, VersionOptions.Published);
        if (contact.Id.Length > 0 && before is null)
        {
            return SetupResult.NotFound<Contact>();
        }

        if ((before is null ? 0 : ContactMapping.ToContact(before).Version) != contact.Version)
        {
            return SetupResult.Stale<Contact>();
        }

        var errors = await services.GetRequiredService<MailContentValidator>().ValidateAsync(
            contact, before is null ? null : ContactMapping.ToContact(before), cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Contact>(errors);
        }

        // As an editor does: an item that counts as published already would be published without telling anybody.
        var target = before is null
            ? await contents.NewAsync(MailConstants.ContentTypes.Contact)
            : await contents.GetAsync(before.ContentItemId, VersionOptions.DraftRequired) ?? before;
        ContactMapping.Write(contact, target);
        bool isSaved;
        if (before is null)
        {
            isSaved = await contents.CreateAsync(target, VersionOptions.Published);
        }
        else
        {
            await contents.UpdateAsync(target);
            isSaved = await contents.PublishAsync(target);
        }

        if (isSaved)
        {
            return SetupResult.Saved(ContactMapping.ToContact(target));
        }

        // A module of the site refused it.
        await services.GetRequiredService<ISession>().CancelAsync();
        return SetupResult.Invalid<Contact>("", new Reason("storage-refused"));
    }

    private static async Task<ContentItem?> FindAsync(IContentManager contents, string id, VersionOptions version) =>
        await contents.GetAsync(id, version) is { ContentType: MailConstants.ContentTypes.Contact } item ? item : null;

    private static async Task<IReadOnlyList<Contact>> GetAsync(
        IServiceProvider services, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var session = services.GetRequiredService<ISession>();
        var contacts = new List<Contact>();
        foreach (var chunk in ids.Distinct(StringComparer.Ordinal).Chunk(MaxInList))
        {
            contacts.AddRange((await session
                .Query<ContentItem, ContentItemIndex>(i =>
                    i.Published && i.ContentType == MailConstants.ContentTypes.Contact && i.ContentItemId.IsIn(chunk))
                .ListAsync(cancellationToken)).Select(ContactMapping.ToContact));
        }

        return contacts;
    }

    /// <summary>Contacts that have one of the addresses, the oldest first.</summary>
    private Task<List<ContentItem>> ItemsAsync(IEnumerable<string> addresses, CancellationToken cancellationToken) =>
        _scopes.UsingAsync(async services =>
        {
            var session = services.GetRequiredService<ISession>();
            var items = new List<ContentItem>();
            foreach (var chunk in addresses.Distinct(StringComparer.Ordinal).Chunk(MaxInList))
            {
                items.AddRange(await session
                    .Query<ContentItem, MailContactIndex>(i => i.Published && i.Address.IsIn(chunk))
                    .ListAsync(cancellationToken));
            }

            return items.DistinctBy(i => i.ContentItemId)
                .OrderBy(i => i.CreatedUtc ?? DateTime.MaxValue).ThenBy(i => i.ContentItemId, StringComparer.Ordinal)
                .ToList();
        });

    private async Task<T> WriteAsync<T>(Func<IServiceProvider, Task<T>> action, T otherwise, CancellationToken cancellationToken)
    {
        await AmbientSession.CommitAsync(_database.Sql.Kind, cancellationToken);
        var (locker, isLocked) = await _lock.TryAcquireLockAsync(Lock, Patience, Longest);
        if (!isLocked)
        {
            return otherwise;
        }

        await using (locker)
        {
            try
            {
                return await _scopes.UsingAsync(action);
            }
            catch (ConcurrencyException)
            {
                return otherwise;
            }
        }
    }
}
