using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Takes messages in their steps, by due time: tells members in the site, sends what nobody saw in time as e-mail (CV3), passes on
/// what nobody saw at all. A conversation that fails is put off for a minute and keeps no other waiting.
/// </summary>
public sealed class NoticeTeller
{
    private const int Batch = 200;
    private const int MaxRounds = 50;
    private const string LeaseName = "notices";
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PutOff = TimeSpan.FromMinutes(1);

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly ILeases _leases;
    private readonly TellingReader _reader;
    private readonly TellingAudience _audience;
    private readonly NoticeLines _lines;
    private readonly UnseenMailer _mailer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal NoticeTeller(
        IMailStore store,
        IMailSetupStore setup,
        ILeases leases,
        TellingReader reader,
        TellingAudience audience,
        NoticeLines lines,
        UnseenMailer mailer,
        TimeProvider time,
        ILogger<NoticeTeller> logger)
    {
        _store = store;
        _setup = setup;
        _leases = leases;
        _reader = reader;
        _audience = audience;
        _lines = lines;
        _mailer = mailer;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due. Of several nodes one works, so that a burst becomes one mail.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await DueAsync(cancellationToken) is not { Count: > 0 } due
            || await _leases.TryAcquireAsync(LeaseName, LeaseTime, cancellationToken) is not { } lease)
        {
            return;
        }

        try
        {
            for (var rounds = 0; due.Count > 0 && rounds < MaxRounds; rounds++)
            {
                await TellAsync(due, cancellationToken);
                if (!await _leases.RenewAsync(lease, LeaseTime, cancellationToken))
                {
                    return;
                }

                due = await DueAsync(cancellationToken);
            }
        }
        finally
        {
            await _leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private Task<IReadOnlyList<MailRecord>> DueAsync(CancellationToken cancellationToken) => _store.GetRecordsAsync(
        new RecordQuery { Kind = RecordKinds.Telling, DueBefore = _time.GetUtcNow(), Order = RecordOrder.Due, Take = Batch },
        cancellationToken);

    private async Task TellAsync(IReadOnlyList<MailRecord> due, CancellationToken cancellationToken)
    {
        var plans = new List<UnseenPlan>();
        foreach (var group in due.GroupBy(r => r.ConversationId!, StringComparer.Ordinal))
        {
            await GuardAsync([.. group], async () =>
            {
                await AnnounceAsync(group.Key, [.. group.Where(r => r.State == TellingRecords.New)], cancellationToken);
                foreach (var stream in group.Where(r => r.State == TellingRecords.Waiting).GroupBy(r => TellingRecords.Read(r).IsInternal))
                {
                    if (await _mailer.PlanAsync(group.Key, stream.Key, cancellationToken) is { } plan)
                    {
                        plans.Add(plan);
                    }
                }

                await _mailer.EscalateAsync(
                    group.Key, [.. group.Where(r => r.State == TellingRecords.Escalating)], cancellationToken);
            }, cancellationToken);
        }

        await _mailer.SendAsync(plans, (plan, send) => GuardAsync(plan.Records, send, cancellationToken), cancellationToken);
    }

    /// <summary>Tells members in the site; from now on the messages wait to be seen.</summary>
    private async Task AnnounceAsync(string conversationId, IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        var scene = await _reader.ReadAsync(conversationId, records, cancellationToken);
        var told = scene is null ? [] : await _audience.MembersAsync(scene, cancellationToken);
        var policies = (await _setup.GetAsync(cancellationToken)).Settings.Notices;
        var alive = scene is null ? [] : scene.Items.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        await _lines.AddAsync(
            told.SelectMany(t => NoticesOf(t, scene!)).ToList(),
            async token =>
            {
                // Another worker may have told them just now.
                var fresh = (await _store.FindRecordsAsync(RecordKinds.Telling, records.Select(r => r.Id).ToList(), token))
                    .ToDictionary(r => r.Id, r => r.Version, StringComparer.Ordinal);
                return records.Any(r => fresh.GetValueOrDefault(r.Id) != r.Version) ? null : new MailChanges
                {
                    Records = records.Where(r => alive.Contains(r.Id)).Select(r => r with
                    {
                        State = TellingRecords.Waiting,
                        DueAt = r.At.AddSeconds(policies.Of(TellingRecords.Read(r).IsInternal).DelaySeconds),
                    }).ToList(),
                    DeletedRecords = records.Where(r => !alive.Contains(r.Id)).Select(r => new RecordDeletion(r.Kind, r.Id, r.Version)).ToList(),
                };
            },
            cancellationToken);
    }

    private static IEnumerable<Notice> NoticesOf(Told told, TellingScene scene) => told.Items.GroupBy(i => i.Kind).Select(kind =>
    {
        var last = kind.Last();
        return new Notice
        {
            Kind = kind.Key,
            ConversationId = scene.View.Id,
            MemberId = told.Id,
            At = last.At,
            Count = kind.Count(),
            Subject = scene.Subject,
            Author = last.Author,
            Text = TextCut.WithEllipsis(last.Text, NoticeRecords.MaxText),
        };
    });

    private async Task GuardAsync(IReadOnlyList<MailRecord> records, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "People could not be told of messages of {ConversationId}; it is tried again.", records[0].ConversationId);
            var later = _time.GetUtcNow() + PutOff;
            await _store.ApplyAsync(new MailChanges { Records = records.Select(r => r with { DueAt = later }).ToList() }, cancellationToken);
        }
    }
}
