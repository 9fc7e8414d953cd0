using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Finds the conversation of an e-mail (TH2): by an id of ours that proves itself, then In-Reply-To, then the nearest known
/// reference, then the provider's own conversation. Everything but the proof counts within its own mailbox only: a message
/// id proves something to people who received it there, not to others. Mail may arrive in any order, so an e-mail can turn
/// out to be the missing link between two conversations; these become one, the older stays, unless people put them apart.
/// </summary>
public sealed class ThreadStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        var found = Find(mail, state);
        var target = found.Target;
        mail.StartsConversation = target is null;
        mail.ConversationId = target?.ConversationId ?? state.NewId();
        foreach (var other in found.Close.Select(m => m.ConversationId).Distinct(StringComparer.Ordinal))
        {
            if (other != mail.ConversationId && !state.Parted.Contains(other) && !state.Parted.Contains(mail.ConversationId)
                && state.Merged.TryAdd(other, mail.ConversationId))
            {
                mail.Merges.Add(new ConversationMerge(other, mail.ConversationId));
            }
        }

        if (mail.Existing is null)
        {
            mail.Explanation.Add(target is null ? new Reason(found.Code) : new Reason(found.Code, "messageId", target.MessageId.Trim()));
        }

        if (target is null)
        {
            Suggest(mail, state);
        }

        Remember(mail, state, target?.FirstAt ?? mail.Mail.ReceivedAt);
    }

    private static Found Find(PlannedMail mail, PlanState state)
    {
        var digest = mail.Digest;
        var own = digest.Draft.MessageId;
        var answered = Matches(digest.InReplyTo, state);
        var close = answered.Concat(Matches(own is null ? [] : [own], state)).DistinctBy(m => m.ConversationId).ToList();
        if (mail.Existing is { } existing)
        {
            // The same e-mail is in another mailbox: its conversation and the one found here are the same.
            var place = new ThreadMatch(own ?? "", state.Resolve(existing.ConversationId), DateTimeOffset.MinValue);
            return new Found(place, close, "");
        }

        if (mail.Mail.PortalConversationId is { } known)
        {
            return new Found(new ThreadMatch("", state.Resolve(known), DateTimeOffset.MinValue), [], "explain-thread-portal");
        }

        if (mail.Report is { } report)
        {
            return new Found(report.Thread with { ConversationId = state.Resolve(report.Thread.ConversationId) }, close, "explain-thread-report");
        }

        if (Signed(digest, state) is { } signed)
        {
            return new Found(signed, close, "explain-thread-signed");
        }

        if (close.Count > 0)
        {
            var isParted = close.Exists(m => state.Parted.Contains(m.ConversationId));
            var target = isParted ? close[0] : close.OrderBy(m => m.FirstAt).ThenBy(m => m.ConversationId, StringComparer.Ordinal).First();
            return new Found(target, close, "explain-thread-reply");
        }

        if (Matches(digest.References.Reverse(), state) is [var near, ..])
        {
            return new Found(near, [], "explain-thread-references");
        }

        if (LooksLikeReply(digest) && Match(ThreadKeys.Provider(mail.Mail.ProviderThread), state) is { } provider)
        {
            return new Found(provider, [], "explain-thread-provider");
        }

        return state.Settings.EqualSubjects == EqualSubjects.Group && Keys(mail, state)?.Same is { } same
            && Matches(same, state) is [var equal, ..]
            ? new Found(equal, [], "explain-thread-subject")
            : new Found(null, [], "explain-thread-new");
    }

    /// <summary>Providers put mail of one subject into one conversation, whoever wrote it: only what says that it answers
    /// something is believed to.</summary>
    private static bool LooksLikeReply(MailDigest digest) =>
        digest.InReplyTo.Count > 0 || digest.References.Count > 0
        || SubjectPrefixes.Of(digest.Draft.Subject) is SubjectPrefix.Reply or SubjectPrefix.Either;

    private static ThreadMatch? Signed(MailDigest digest, PlanState state) => digest.InReplyTo.Concat(digest.References.Reverse())
        .Select(id => state.OwnMail.GetValueOrDefault(id)?.Thread)
        .OfType<ThreadMatch>()
        .Select(m => m with { ConversationId = state.Resolve(m.ConversationId) })
        .FirstOrDefault();

    /// <summary>A new conversation with the subject of a known one: people decide whether they are one.</summary>
    private static void Suggest(PlannedMail mail, PlanState state)
    {
        if (mail is not { Kind: EmailKind.Received, Existing: null } || state.IsImport
            || Keys(mail, state) is not { } keys || Matches(keys.Alike, state) is not [var match, ..])
        {
            return;
        }

        mail.Records.Add(ThreadSuggestions.Record(mail.ConversationId, match.ConversationId, state.Now));
        mail.Explanation.Add(new Reason("explain-thread-suggested", "subject", mail.Digest.Draft.Subject));
    }

    private static SubjectKeys? Keys(PlannedMail mail, PlanState state) =>
        ThreadKeys.Subject(mail.Mail, state.Address.Email, state.Own);

    private static ThreadMatch? Match(string? key, PlanState state) =>
        key is not null && state.Threads.GetValueOrDefault(key) is { } match
            ? match with { ConversationId = state.Resolve(match.ConversationId) }
            : null;

    private static List<ThreadMatch> Matches(IEnumerable<string> keys, PlanState state) => keys
        .Select(key => Match(key, state))
        .OfType<ThreadMatch>()
        .DistinctBy(m => m.ConversationId)
        .ToList();

    private static void Remember(PlannedMail mail, PlanState state, DateTimeOffset firstAt)
    {
        string?[] keys =
        [
            mail.Digest.Draft.MessageId, .. mail.Digest.InReplyTo, .. mail.Digest.References,
            ThreadKeys.Provider(mail.Mail.ProviderThread), .. Keys(mail, state)?.Own ?? [],
        ];
        foreach (var id in keys.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!state.Threads.ContainsKey(id))
            {
                state.Threads[id] = new ThreadMatch(id, mail.ConversationId, firstAt);
                mail.References.Add(new ThreadReference(state.Address.Id, id, mail.ConversationId));
            }
        }
    }

    /// <param name="Target">Null: a new conversation.</param>
    /// <param name="Close">Conversations that this mail connects.</param>
    private sealed record Found(ThreadMatch? Target, IReadOnlyList<ThreadMatch> Close, string Code);
}
