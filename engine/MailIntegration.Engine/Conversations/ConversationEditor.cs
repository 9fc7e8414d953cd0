using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>
/// What members do when mail stands in the wrong conversation (TH2): merge, split, move. Later answers follow, and nothing
/// that was put apart is merged again by itself. With an e-mail go its marks, its tasks, drafts that answer it and its
/// outbox entry; notes, ticket and other tasks stay with the conversation; followers, assignee and tags are in both.
/// </summary>
public sealed class ConversationEditor
{
    /// <summary>Most e-mails or conversations in one call.</summary>
    public const int MaxItems = 500;

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;
    private readonly MailCompanions _companions;

    public ConversationEditor(IMailStore store, ConversationAccess access, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _time = time;
        _companions = new MailCompanions(store);
    }

    /// <summary>Makes one of several conversations; the reader sees something of each.</summary>
    /// <returns>The conversation's id; null when one of them is not there for him.</returns>
    public async Task<string?> MergeAsync(
        MailReader reader, string intoId, IReadOnlyCollection<string> fromIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(fromIds);
        if (await _access.FindAsync(reader, intoId, cancellationToken) is not { } into)
        {
            return null;
        }

        var views = new List<ConversationView>();
        foreach (var id in fromIds.Distinct(StringComparer.Ordinal))
        {
            if (await _access.FindAsync(reader, id, cancellationToken) is not { } view)
            {
                return null;
            }

            if (view.Id != into.Id && views.TrueForAll(v => v.Id != view.Id))
            {
                views.Add(view);
            }
        }

        if (views.Count > 0)
        {
            await _writer.CommitAsync(token => PlanMergeAsync(reader, into, views, token), cancellationToken);
        }

        return into.Id;
    }

    /// <summary>Begins a new conversation with an e-mail and all later ones that the reader sees.</summary>
    /// <returns>The new conversation's id; null when the e-mail is not there for him, or is the first.</returns>
    public async Task<string?> SplitAsync(
        MailReader reader, string conversationId, string emailId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await _access.FindAsync(reader, conversationId, cancellationToken) is not { } view)
        {
            return null;
        }

        var later = view.Emails.SkipWhile(e => e.Email.Id != emailId).ToList();
        return later.Count == 0 || later.Count == view.Emails.Count
            ? null
            : await MoveAsync(reader, later.Select(e => e.Email.Id).Take(MaxItems).ToList(), null, cancellationToken);
    }

    /// <summary>Puts e-mails into another conversation.</summary>
    /// <param name="intoId">Null begins a new one.</param>
    /// <returns>The conversation's id; null when something is not there for the reader.</returns>
    public async Task<string?> MoveAsync(
        MailReader reader, IReadOnlyCollection<string> emailIds, string? intoId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(emailIds);
        var ids = emailIds.Distinct(StringComparer.Ordinal).ToList();
        var emails = await _store.GetEmailsAsync(reader, ids, cancellationToken);
        if (emails.Count == 0 || emails.Count != ids.Count)
        {
            return null;
        }

        var target = Ids.New(_time.GetUtcNow());
        if (intoId is not null)
        {
            if (await _access.FindAsync(reader, intoId, cancellationToken) is not { } view)
            {
                return null;
            }

            target = view.Id;
        }

        await _writer.CommitAsync(
            token => PlanMoveAsync(reader, ids, target, isNew: intoId is null, token), cancellationToken);
        return target;
    }

    /// <summary>Answers the suggestion that a conversation belongs to another one.</summary>
    /// <returns>The conversation's id afterwards; null when there is no such suggestion for the reader.</returns>
    public async Task<string?> AnswerSuggestionAsync(
        MailReader reader, string conversationId, string suggestedId, bool isAccepted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await _access.FindAsync(reader, conversationId, cancellationToken) is not { } view
            || (await SuggestionsAsync(reader, view, cancellationToken)).All(s => s.Conversation.Id != suggestedId))
        {
            return null;
        }

        if (isAccepted)
        {
            return await MergeAsync(reader, suggestedId, [view.Id], cancellationToken);
        }

        var place = await _access.PlaceAsync(view, cancellationToken);
        await _writer.CommitAsync(
            async token => new MailChanges
            {
                DeletedRecords = (await SuggestionsAsync(reader, view, token))
                    .Where(s => s.Conversation.Id == suggestedId)
                    .Select(s => new RecordDeletion(s.Record.Kind, s.Record.Id)).ToList(),
                Events = [DeskEvents.ConversationChanged(place, _time.GetUtcNow())],
            },
            cancellationToken);
        return view.Id;
    }

    /// <summary>Conversations to which this one may belong, of those that the reader may see.</summary>
    public async Task<IReadOnlyList<ConversationView>> GetSuggestionsAsync(
        MailReader reader, ConversationView view, CancellationToken cancellationToken) =>
        (await SuggestionsAsync(reader, view, cancellationToken)).Select(s => s.Conversation).ToList();

    private async Task<List<(MailRecord Record, ConversationView Conversation)>> SuggestionsAsync(
        MailReader reader, ConversationView view, CancellationToken cancellationToken)
    {
        var found = new List<(MailRecord, ConversationView)>();
        foreach (var record in await _store.GetRecordsAsync(ThreadSuggestions.Of(view.Id), cancellationToken))
        {
            if (await _access.FindAsync(reader, ThreadSuggestions.SuggestedId(record), cancellationToken) is { } other
                && other.Id != view.Id && found.TrueForAll(f => f.Item2.Id != other.Id))
            {
                found.Add((record, other));
            }
        }

        return found;
    }

    private async Task<MailChanges?> PlanMergeAsync(
        MailReader reader, ConversationView into, IReadOnlyList<ConversationView> from, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var suggestions = new List<MailRecord>();
        foreach (var view in from.Append(into))
        {
            suggestions.AddRange((await _store.GetRecordsAsync(ThreadSuggestions.Of(view.Id), cancellationToken))
                .Where(r => view.Id != into.Id || from.Any(f => f.Id == ThreadSuggestions.SuggestedId(r))));
        }

        var emails = from.SelectMany(v => v.Emails).Select(e => e.Email).Take(MaxItems).ToList();
        var events = new List<MailEvent>();
        foreach (var view in from.Append(into))
        {
            events.Add(DeskEvents.ConversationChanged(await _access.PlaceAsync(view, cancellationToken), now));
        }

        return new MailChanges
        {
            Merges = from.Select(v => new ConversationMerge(v.Id, into.Id)).ToList(),
            Records = await _companions.NotesAsync(emails, reader, into.Id, new Reason("later-merged"), now, cancellationToken),
            DeletedRecords = suggestions.Select(r => new RecordDeletion(r.Kind, r.Id)).ToList(),
            Events = events,
        };
    }

    private async Task<MailChanges?> PlanMoveAsync(
        MailReader reader, IReadOnlyList<string> ids, string target, bool isNew, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var emails = (await _store.GetEmailsAsync(reader, ids, cancellationToken))
            .Select(e => e.Email).Where(e => e.ConversationId != target).ToList();
        if (emails.Count == 0)
        {
            return null;
        }

        var records = new List<MailRecord>();
        var conversations = new List<ConversationChange>();
        var events = new List<MailEvent>();
        foreach (var group in emails.GroupBy(e => e.ConversationId, StringComparer.Ordinal))
        {
            var moved = group.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
            var view = await _store.GetConversationAsync(reader, group.Key, cancellationToken);
            records.AddRange(await _companions.MovableAsync(group.Key, moved, target, cancellationToken));
            if (isNew && view is not null)
            {
                conversations.Add(new ConversationChange(target, null, view.AssigneeId, view.Tags));
                records.AddRange(await _companions.FollowersAsync(group.Key, target, now, cancellationToken));
            }

            if (view is not null)
            {
                var place = await _access.PlaceAsync(view, cancellationToken);
                events.Add(DeskEvents.ConversationChanged(place, now));
                events.Add(DeskEvents.ConversationChanged(place with { Id = target }, now));
            }

            records.AddRange(await _companions.DecisionsAsync([group.Key, target], now, cancellationToken));
        }

        records.AddRange(await _companions.NotesAsync(
            emails, reader, target, new Reason(isNew ? "later-split" : "later-moved"), now, cancellationToken));
        return new MailChanges
        {
            Moves = emails.Select(e => new EmailMove(e.Id, e.MessageId, target)).ToList(),
            Conversations = conversations.Take(1).ToList(),
            Records = records.DistinctBy(r => (r.Kind, r.Id)).ToList(),
            Events = events,
        };
    }
}
