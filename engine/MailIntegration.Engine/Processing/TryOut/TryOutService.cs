using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Processing.TryOut;

/// <summary>Configuration to try, over what is saved; null leaves a part as it is.</summary>
public sealed record TryOutChanges(MailSettings? Settings = null, IReadOnlyList<AddressLink>? Links = null);

/// <summary>
/// Plans without applying (PR9): the same codec, loader and planner as the sync, over a store that cannot be written.
/// </summary>
public sealed class TryOutService
{
    /// <summary>Most mails of a replay; a thousand take some seconds.</summary>
    public const int MaxMails = 1_000;

    private readonly IMailStore _store;
    private readonly SyncContexts _contexts;
    private readonly IPeople _people;
    private readonly PlanStateLoader _loader;
    private readonly MailPlanner _planner;
    private readonly MailFetcher _fetcher;
    private readonly IMimeCodec _codec;
    private readonly TimeProvider _time;

    public TryOutService(
        IMailStore store,
        SyncContexts contexts,
        IPeople people,
        PlanStateLoader loader,
        MailPlanner planner,
        MailFetcher fetcher,
        IMimeCodec codec,
        TimeProvider time)
    {
        _store = store;
        _contexts = contexts;
        _people = people;
        _loader = loader;
        _planner = planner;
        _fetcher = fetcher;
        _codec = codec;
        _time = time;
    }

    /// <summary>What would become of a message that arrives at an address now. Nothing is written.</summary>
    /// <param name="raw">The message (RFC 5322).</param>
    /// <returns>Null when the address is not configured.</returns>
    /// <exception cref="MimeLimitException">The message exceeds a limit.</exception>
    public async Task<TryOutOutcome?> TryAsync(
        string addressId, MailFolder folder, Stream raw, TryOutChanges changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(changes);
        if (await _contexts.LoadAsync(addressId, cancellationToken) is not { } saved)
        {
            return null;
        }

        var context = await ChangeAsync(saved, changes, cancellationToken);
        var size = raw.CanSeek ? raw.Length : 0;
        var content = await _codec.ReadAsync(raw, cancellationToken);
        var now = _time.GetUtcNow();
        var id = "try-out-" + Ids.New(now);
        var mail = new ParsedMail
        {
            Key = EmailIdentity.MessageKey(addressId, id),
            ProviderId = id,
            Folder = folder,
            ReceivedAt = now,
            Digest = MailDigester.Digest(content, id, now, size),
        };
        return (await PlanAsync(context, [mail], null, cancellationToken))[mail.Key];
    }

    /// <summary>
    /// Plans the mail of a time twice, as it is configured and as it would be, and tells where that differs. Conversations
    /// that began in that time are planned anew, so both plans begin with what was known before it.
    /// </summary>
    /// <returns>Null when the address is not configured.</returns>
    public async Task<TryOutReport?> ReplayAsync(
        string addressId, DateTimeOffset since, TryOutChanges changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (await _contexts.LoadAsync(addressId, cancellationToken) is not { } saved)
        {
            return null;
        }

        var (rows, isCut) = await RowsAsync(addressId, since, cancellationToken);
        var mails = new List<ParsedMail>(rows.Count);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await ReadAsync(row, cancellationToken) is { } mail)
            {
                mails.Add(mail);
            }
        }

        var from = mails.Count > 0 ? mails.Min(m => m.ReceivedAt) : since;
        var before = await PlanAsync(saved, mails, from, cancellationToken);
        var after = await PlanAsync(await ChangeAsync(saved, changes, cancellationToken), mails, from, cancellationToken);
        var emails = rows.ToDictionary(r => r.Key, r => r.EmailId, StringComparer.Ordinal);
        var differences = mails
            .Select(m => (Mail: m, Before: before[m.Key], After: after[m.Key]))
            .Select(p => new TryOutDifference(
                addressId, emails.GetValueOrDefault(p.Mail.Key), p.Mail.Digest?.Draft.Subject ?? "", p.Mail.Digest?.Draft.From,
                p.Mail.ReceivedAt, p.After.DifferencesFrom(p.Before), p.Before, p.After))
            .Where(d => d.Differences.Count > 0)
            .OrderByDescending(d => d.At)
            .ToList();
        return new TryOutReport(mails.Count, isCut, differences);
    }

    private async Task<(List<ProviderMessage> Rows, bool IsCut)> RowsAsync(
        string addressId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = new List<ProviderMessage>();
        var query = new LedgerQuery { AddressId = addressId, Take = 200 };
        while (true)
        {
            var page = await _store.ListMessagesAsync(query, cancellationToken);
            foreach (var row in page)
            {
                if (row.ReceivedAt < since)
                {
                    return (rows, false);
                }

                if (row.RawBlob is not null)
                {
                    if (rows.Count == MaxMails)
                    {
                        return (rows, true);
                    }

                    rows.Add(row);
                }
            }

            if (page.Count < query.Take)
            {
                return (rows, false);
            }

            query = query with { After = (page[^1].ReceivedAt, page[^1].Key) };
        }
    }

    /// <summary>Null when its raw message is gone meanwhile.</summary>
    private async Task<ParsedMail?> ReadAsync(ProviderMessage row, CancellationToken cancellationToken)
    {
        try
        {
            var mail = await _fetcher.ReadAsync(
                new ParsedMail
                {
                    Key = row.Key,
                    ProviderId = row.ProviderId,
                    Folder = row.Folder,
                    ReceivedAt = row.ReceivedAt,
                    Raw = new BlobInfo(row.RawBlob!, row.Size),
                },
                cancellationToken);

            // A thousand texts for search would fill the memory, and no step reads them.
            return mail.Digest is { } digest ? mail with { Digest = digest with { Draft = digest.Draft with { SearchText = "" } } } : mail;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<Dictionary<string, TryOutOutcome>> PlanAsync(
        SyncContext context, IReadOnlyList<ParsedMail> mails, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var ordered = mails.OrderBy(m => m.ReceivedAt).ThenBy(m => m.Key, StringComparer.Ordinal).ToList();
        var store = new ReplayStore(_store, since);
        var state = await _loader.Over(store).LoadAsync(context, ordered, isImport: false, cancellationToken);
        var known = state.Threads.Values.Select(t => t.ConversationId)
            .Concat(state.Emails.Values.Select(e => e.ConversationId))
            .Concat(state.OwnMail.Values.Select(o => o.Thread?.ConversationId).OfType<string>())
            .Concat(state.Reports.Values.Select(r => r.Thread.ConversationId))
            .ToHashSet(StringComparer.Ordinal);
        var names = new ConversationNames(known, state);
        var decided = new List<PlannedMail>();
        var changes = _planner.Plan(ordered, state, decided);
        var plans = decided.ToDictionary(p => p.Mail.Key, StringComparer.Ordinal);
        return changes.Messages.ToDictionary(
            row => row.Key, row => Outcome(row, plans.GetValueOrDefault(row.Key), changes, names), StringComparer.Ordinal);
    }

    /// <param name="plan">Null for a message that could not be read, or in which a step failed.</param>
    private static TryOutOutcome Outcome(ProviderMessage row, PlannedMail? plan, MailChanges changes, ConversationNames names) => new(
        row.Outcome,
        row.Reason,
        plan?.Kind ?? EmailKind.Received,
        plan?.Class ?? default,
        plan?.Trust ?? default,
        plan?.Sender,
        plan?.Contact?.Name,
        plan is { IsHeld: false, ConversationId.Length: > 0 } ? names.Of(plan.ConversationId, row.Key) : null,
        plan?.Link?.ReaderIds ?? [],
        plan?.AssigneeId,
        plan is not { EmailId.Length: > 0 } ? [] : changes.Events
            .Where(e => e.Payload.Contains(plan.EmailId, StringComparison.Ordinal)).Select(e => e.Kind)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList(),
        plan?.Explanation ?? []);

    private async Task<SyncContext> ChangeAsync(SyncContext context, TryOutChanges changes, CancellationToken cancellationToken)
    {
        var address = changes.Links is { } links ? context.Address with { Links = links } : context.Address;
        var setup = context.Setup with
        {
            Settings = changes.Settings ?? context.Setup.Settings,
            Addresses = context.Setup.Addresses.Select(a => a.Id == address.Id ? address : a).ToList(),
        };
        var teams = await _people.GetTeamsAsync(cancellationToken);
        return context with
        {
            Setup = setup,
            Address = address,
            Audience = LinkResolver.Resolve(context.Channel, address, context.Members, teams),
        };
    }
}
