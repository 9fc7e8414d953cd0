using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Finds the conversation of an e-mail by reply headers, within its own mailbox only: a message id proves something to
/// people who received it there, not to others (TH2). Mail may arrive in any order, so an e-mail can turn out to be the
/// missing link between two conversations; these become one, the older stays.
/// </summary>
public sealed class ThreadStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        var own = mail.Digest.Draft.MessageId;
        var close = Matches(own is null ? mail.Digest.InReplyTo : [own, .. mail.Digest.InReplyTo], state);
        var found = close.Count > 0
            ? close
            : Matches(mail.Digest.References.Reverse(), state).Take(1).ToList();
        if (mail.Existing is { } existing)
        {
            // The same e-mail is in another mailbox: its conversation and the one found here are the same.
            found.Add(new ThreadMatch(own ?? "", state.Resolve(existing.ConversationId), DateTimeOffset.MinValue));
        }

        var target = found.OrderBy(m => m.FirstAt).ThenBy(m => m.ConversationId, StringComparer.Ordinal).FirstOrDefault();
        mail.StartsConversation = target is null;
        mail.ConversationId = target?.ConversationId ?? state.NewId();
        foreach (var other in found.Select(m => m.ConversationId).Distinct(StringComparer.Ordinal))
        {
            if (other != mail.ConversationId && state.Merged.TryAdd(other, mail.ConversationId))
            {
                mail.Merges.Add(new ConversationMerge(other, mail.ConversationId));
            }
        }

        Explain(mail, target, close.Count > 0);
        Remember(mail, state, target?.FirstAt ?? mail.Mail.ReceivedAt);
    }

    private static List<ThreadMatch> Matches(IEnumerable<string> messageIds, PlanState state) => messageIds
        .Select(id => state.Threads.GetValueOrDefault(id))
        .OfType<ThreadMatch>()
        .Select(m => m with { ConversationId = state.Resolve(m.ConversationId) })
        .DistinctBy(m => m.ConversationId)
        .ToList();

    private static void Explain(PlannedMail mail, ThreadMatch? target, bool isClose)
    {
        if (mail.Existing is null)
        {
            mail.Explanation.Add(target is null
                ? new Reason("explain-thread-new")
                : new Reason(isClose ? "explain-thread-reply" : "explain-thread-references", "messageId", target.MessageId));
        }
    }

    private static void Remember(PlannedMail mail, PlanState state, DateTimeOffset firstAt)
    {
        IEnumerable<string> ids = [.. mail.Digest.InReplyTo, .. mail.Digest.References];
        if (mail.Digest.Draft.MessageId is { } own)
        {
            ids = ids.Prepend(own);
        }

        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (!state.Threads.ContainsKey(id))
            {
                state.Threads[id] = new ThreadMatch(id, mail.ConversationId, firstAt);
                mail.References.Add(new ThreadReference(state.Address.Id, id, mail.ConversationId));
            }
        }
    }
}
