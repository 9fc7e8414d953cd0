using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>The messages of one stream of a conversation that were not seen in time, and to whom they go.</summary>
internal sealed record UnseenPlan(
    TellingScene? Scene, bool IsInternal, IReadOnlyList<MailRecord> Records, IReadOnlyList<Told> Letters, IReadOnlyList<TellingItem> Unseen)
{
    /// <summary>When the messages come due again for whom was mailed too shortly before, by message.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Waits { get; init; } = new Dictionary<string, DateTimeOffset>();
}

/// <summary>
/// Sends what was not seen in time as e-mail, to members and contacts alike, once (CV3): what waits in one conversation becomes
/// one mail for each of them, and what waits in many becomes one mail that names their number.
/// </summary>
internal sealed class UnseenMailer
{
    /// <summary>Conversations at a time of which one person gets a mail each.</summary>
    public const int MaxConversations = 5;

    private const int MaxWaiting = 1000;
    private static readonly TimeSpan PutOff = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly TellingReader _reader;
    private readonly TellingAudience _audience;
    private readonly NoticeLines _lines;
    private readonly UnseenPost _post;
    private readonly DigestBook _digests;
    private readonly TimeProvider _time;

    public UnseenMailer(
        IMailStore store,
        IMailSetupStore setup,
        TellingReader reader,
        TellingAudience audience,
        NoticeLines lines,
        UnseenPost post,
        DigestBook digests,
        TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _reader = reader;
        _audience = audience;
        _lines = lines;
        _post = post;
        _digests = digests;
        _time = time;
    }

    /// <summary>What is not due yet goes along with what is: a burst is one mail. Null when all of it was put off.</summary>
    public async Task<UnseenPlan?> PlanAsync(string conversationId, bool isInternal, CancellationToken cancellationToken)
    {
        var waiting = (await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Telling, ConversationIds = [conversationId], States = [TellingRecords.Waiting],
                Order = RecordOrder.Oldest, Take = MaxWaiting,
            },
            cancellationToken)).Where(r => TellingRecords.Read(r).IsInternal == isInternal).ToList();
        if (waiting.Count == 0)
        {
            return null;
        }

        var policies = (await _setup.GetAsync(cancellationToken)).Settings.Notices;
        if (QuietHours.EndOf(policies.Of(isInternal), ZoneOf(policies), _time.GetUtcNow()) is { } later)
        {
            await _store.ApplyAsync(new MailChanges { Records = waiting.Select(r => r with { DueAt = later }).ToList() }, cancellationToken);
            return null;
        }

        if (await _reader.ReadAsync(conversationId, waiting, cancellationToken) is not { } scene)
        {
            return new UnseenPlan(null, isInternal, waiting, [], []);
        }

        var letters = new List<Told>();
        foreach (var told in await _audience.MembersAsync(scene, cancellationToken))
        {
            if (told.Settings!.ByEmail && EmailAddresses.Normalize(told.Address) is not null)
            {
                letters.Add(await _audience.UnseenAsync(told, cancellationToken));
            }
        }

        foreach (var told in isInternal ? [] : await _audience.ContactsAsync(scene, cancellationToken))
        {
            letters.Add(await _audience.UnseenAsync(told, cancellationToken));
        }

        letters.RemoveAll(l => l.Items.Count == 0);
        var now = _time.GetUtcNow();
        var early = letters.Where(l => l.Items.All(i => i.Record.DueAt > now)).ToList();
        letters = letters.Except(early).ToList();
        var paused = await _digests.PausedAsync(letters, isInternal, policies.Of(isInternal).DigestMinutes, cancellationToken);
        return new UnseenPlan(
            scene, isInternal, waiting, letters.Where(l => !paused.ContainsKey(l.Id)).ToList(), await UnseenByAllAsync(scene, cancellationToken))
        {
            Waits = letters.Where(l => paused.ContainsKey(l.Id))
                .SelectMany(l => l.Items, (l, i) => (i.Id, Until: paused[l.Id]))
                .Concat(early.SelectMany(l => l.Items, (_, i) => (i.Id, Until: i.Record.DueAt!.Value)))
                .GroupBy(w => w.Id, w => w.Until, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Min(), StringComparer.Ordinal),
        };
    }

    /// <param name="guard">Runs the part of one plan; what it throws stays with that plan.</param>
    public async Task SendAsync(
        IReadOnlyList<UnseenPlan> plans, Func<UnseenPlan, Func<Task>, Task> guard, CancellationToken cancellationToken)
    {
        // A contact has no mail centre to look into: he gets what was written to him, in as many mails as it takes.
        var many = plans.SelectMany(p => p.Letters).Where(l => l.IsMember).GroupBy(l => (l.Id, l.IsMember))
            .Where(g => g.Count() > MaxConversations).ToDictionary(g => g.Key, g => g.ToList());
        var summaries = new Dictionary<(string, bool), Posted>();
        foreach (var plan in plans)
        {
            await guard(plan, async () =>
            {
                var posted = new List<(Told Letter, Posted Result)>();
                foreach (var letter in plan.Letters)
                {
                    var key = (letter.Id, letter.IsMember);
                    if (!many.TryGetValue(key, out var all))
                    {
                        posted.Add((letter, await _post.SendAsync(plan.Scene!, letter, cancellationToken)));
                        continue;
                    }

                    if (!summaries.TryGetValue(key, out var summary))
                    {
                        summaries[key] = summary = await _post.SendSummaryAsync(letter, all, cancellationToken);
                    }

                    posted.Add((letter, summary));
                }

                await SettleAsync(plan, posted, cancellationToken);
            });
        }
    }

    /// <summary>Passes on to a role what nobody saw and nobody answered.</summary>
    public async Task EscalateAsync(string conversationId, IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        foreach (var stream in records.GroupBy(r => TellingRecords.Read(r).IsInternal))
        {
            var due = stream.ToList();
            var policies = (await _setup.GetAsync(cancellationToken)).Settings.Notices;
            if (QuietHours.EndOf(policies.Of(stream.Key), ZoneOf(policies), _time.GetUtcNow()) is { } later)
            {
                await _store.ApplyAsync(new MailChanges { Records = due.Select(r => r with { DueAt = later }).ToList() }, cancellationToken);
                continue;
            }

            var scene = await _reader.ReadAsync(conversationId, due, cancellationToken);
            var unseen = scene is null ? [] : await UnseenByAllAsync(scene, cancellationToken);
            var role = policies.Of(stream.Key).EscalationRole;
            var told = unseen.Count == 0 || role.Length == 0
                ? []
                : await _audience.RoleAsync(scene! with { Items = unseen }, role, cancellationToken);
            var mailed = due.ToDictionary(r => r.Id, r => TellingRecords.Read(r).Mailed.ToList(), StringComparer.Ordinal);
            foreach (var letter in told.Where(t => t.Settings!.ByEmail && EmailAddresses.Normalize(t.Address) is not null))
            {
                var result = await _post.EscalateAsync(scene!, letter, cancellationToken);
                UnseenSettlement.Note(mailed, letter, result);
            }

            await _lines.AddAsync(
                told.Select(t => Escalated(t, scene!)).ToList(),
                _ => Task.FromResult<MailChanges?>(UnseenSettlement.Of(due, mailed)),
                cancellationToken);
        }
    }

    private static Notice Escalated(Told told, TellingScene scene) => new()
    {
        Kind = NoticeKind.Escalated,
        ConversationId = scene.View.Id,
        MemberId = told.Id,
        At = told.Items[^1].At,
        Count = told.Items.Count,
        Subject = scene.Subject,
        Author = told.Items[^1].Author,
        Text = TextCut.WithEllipsis(told.Items[^1].Text, NoticeRecords.MaxText),
    };

    private TimeZoneInfo ZoneOf(NoticePolicies policies) => NoticeRules.ZoneOf(policies.TimeZone) ?? _time.LocalTimeZone;

    /// <summary>Messages that wait for us and that no member opened or answered.</summary>
    private async Task<IReadOnlyList<TellingItem>> UnseenByAllAsync(TellingScene scene, CancellationToken cancellationToken)
    {
        var items = scene.Items.Where(i => i.Kind != NoticeKind.Reply).ToList();
        var marks = await _store.FindRecordsAsync(
            RecordKinds.Seen,
            items.SelectMany(i => scene.Members.Where(m => m.Id != i.AuthorId).Select(m => $"{i.Id}/{m.Id}")).ToList(),
            cancellationToken);
        var seen = marks.Select(m => m.Id.Split('/', 2)[0]).ToHashSet(StringComparer.Ordinal);
        return items
            .Where(i => !seen.Contains(i.Id)
                && !(i.Email is { } mail && scene.View.Emails.Any(e => e.Email.Kind == EmailKind.Sent && e.Email.At > mail.At)))
            .ToList();
    }

    private async Task SettleAsync(
        UnseenPlan plan, IReadOnlyList<(Told Letter, Posted Result)> posted, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var mailed = plan.Records.ToDictionary(r => r.Id, r => TellingRecords.Read(r).Mailed.ToList(), StringComparer.Ordinal);
        var later = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (letter, result) in posted)
        {
            UnseenSettlement.Note(mailed, letter, result);
            later.UnionWith(letter.Items
                .Where(i => result.IsPutOff || (result.Entry is not null && !result.Tells(i.Id)))
                .Select(i => i.Id));
        }

        var policy = (await _setup.GetAsync(cancellationToken)).Settings.Notices.Of(plan.IsInternal);
        var unseen = plan.Unseen.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        later.RemoveWhere(id => plan.Records.Any(r => r.Id == id && r.At <= now - Patience));
        var open = plan.Records.Where(r => later.Contains(r.Id) || plan.Waits.ContainsKey(r.Id)).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var mailedNow = posted.Where(p => p.Result.Entry is not null).Select(p => p.Letter.Id).ToList();
        var changes = UnseenSettlement.Of(plan.Records.Where(r => !open.Contains(r.Id)).ToList(), mailed, policy.EscalationRole.Length == 0
            ? null
            : r => unseen.Contains(r.Id) ? r.At.AddMinutes(policy.EscalationMinutes) : null);
        await _store.ApplyAsync(
            changes with
            {
                Records =
                [
                    .. changes.Records,
                    .. await _digests.PlanAsync(mailedNow, plan.IsInternal, policy.DigestMinutes, cancellationToken),
                    .. plan.Records.Where(r => open.Contains(r.Id)).Select(r => r.With(TellingRecords.Read(r) with { Mailed = mailed[r.Id] }) with
                    {
                        DueAt = !later.Contains(r.Id) ? plan.Waits[r.Id] : posted.Any(p => p.Result.IsPutOff) ? now + PutOff : now,
                    }),
                ],
                Events = UnseenSettlement.Raised(plan, open, now),
            },
            cancellationToken);
    }
}
