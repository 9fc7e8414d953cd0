using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>What is written when mails about messages were handed to the outbox.</summary>
internal static class UnseenSettlement
{
    public static void Note(Dictionary<string, List<MailedTelling>> mailed, Told letter, Posted result)
    {
        if (result.Entry is not { } entry)
        {
            return;
        }

        foreach (var item in letter.Items.Where(i => result.Tells(i.Id)))
        {
            mailed[item.Id].Add(new MailedTelling(letter.Id, !letter.IsMember, entry, result.At));
        }
    }

    public static MailChanges Of(
        IReadOnlyList<MailRecord> records, Dictionary<string, List<MailedTelling>> mailed, Func<MailRecord, DateTimeOffset?>? escalate = null)
    {
        var kept = records.Where(r => mailed[r.Id].Count > 0 || escalate?.Invoke(r) is not null).ToList();
        return new MailChanges
        {
            Records = kept.Select(r => r.With(TellingRecords.Read(r) with { Mailed = mailed[r.Id] }) with
            {
                State = escalate?.Invoke(r) is null ? TellingRecords.Mailed : TellingRecords.Escalating,
                DueAt = escalate?.Invoke(r),
            }).ToList(),
            DeletedRecords = records.Except(kept).Select(r => new RecordDeletion(r.Kind, r.Id, r.Version)).ToList(),
        };
    }

    /// <summary>Rules and workflows hear once of what no member opened; of a burst by its last message.</summary>
    public static IReadOnlyList<MailEvent> Raised(UnseenPlan plan, HashSet<string> open, DateTimeOffset now) =>
        plan.Unseen.LastOrDefault(i => !open.Contains(i.Id)) is { } last
            ? [MailEvents.Create(
                MailEvents.MessageNotSeen,
                new MessageNotSeen(last.Id, plan.Scene!.View.Id, null, plan.Letters.Where(l => l.IsMember).Select(l => l.Id).ToList()),
                now,
                null)]
            : [];
}
