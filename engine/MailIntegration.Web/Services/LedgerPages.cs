using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Services;

/// <summary>Ledger rows of the addresses that a member may see, newest first.</summary>
internal sealed class LedgerPages
{
    private readonly IMailStore _store;

    public LedgerPages(IMailStore store)
    {
        _store = store;
    }

    /// <summary>One page; each address is asked on its own when some are hidden, so that no page comes back empty for
    /// mail that the member may not know of.</summary>
    public async Task<IReadOnlyList<ProviderMessage>> ListAsync(
        AddressSet visible, LedgerQuery query, CancellationToken cancellationToken)
    {
        if (visible.IsAll || query.AddressId is not null)
        {
            return query.AddressId is not null && !visible.Contains(query.AddressId)
                ? []
                : await _store.ListMessagesAsync(query, cancellationToken);
        }

        var rows = new List<ProviderMessage>();
        foreach (var address in visible.Addresses)
        {
            rows.AddRange(await _store.ListMessagesAsync(query with { AddressId = address.Id }, cancellationToken));
        }

        return rows
            .OrderByDescending(r => r.ReceivedAt)
            .ThenByDescending(r => r.Key, StringComparer.Ordinal)
            .Take(query.Take)
            .ToList();
    }
}
