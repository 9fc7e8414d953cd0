using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>The numbers beside the filters, as one member sees them.</summary>
internal sealed class UnreadCounts
{
    private readonly IMailStore _store;
    private readonly TeamAddresses _teams;

    public UnreadCounts(IMailStore store, TeamAddresses teams)
    {
        _store = store;
        _teams = teams;
    }

    public async Task<CountsModel> GetAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var counts = await _store.CountAsync(rights.Reader, cancellationToken);
        var byTeam = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (team, addresses) in (await _teams.GetAsync(rights, cancellationToken)).Where(t => t.Value.Count > 0))
        {
            byTeam.Add(team, await CountAsync(rights.Reader, addresses, counts.UnreadByAddress, cancellationToken));
        }

        return CountsModel.Of(counts, byTeam);
    }

    /// <summary>Asks the store only when several of the addresses have unread mail: some of it may be the same mail.</summary>
    private async Task<int> CountAsync(
        MailReader reader,
        IReadOnlyList<string> addresses,
        IReadOnlyDictionary<string, int> byAddress,
        CancellationToken cancellationToken)
    {
        var unread = addresses.Where(a => byAddress.GetValueOrDefault(a) > 0).ToList();
        return unread.Count > 1 && unread.TrueForAll(a => byAddress[a] < MailCounts.Cap)
            ? await _store.CountUnreadAsync(reader, unread, cancellationToken)
            : unread.Select(a => byAddress[a]).DefaultIfEmpty(0).Max();
    }
}
