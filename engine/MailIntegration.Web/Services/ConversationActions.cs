using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tickets;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;

namespace MailIntegration.Web.Services;

/// <summary>What members do to conversations: open or done, assignee, tags (TH3).</summary>
internal sealed class ConversationActions
{
    private const int MaxConversations = 200;
    private const int MaxTagLength = 50;
    private const int MaxTags = 50;

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly DeskWriter _writer;
    private readonly TicketPlanner _tickets;
    private readonly TimeProvider _time;

    public ConversationActions(
        IMailStore store, IPeople people, DeskWriter writer, TicketPlanner tickets, TimeProvider time)
    {
        _store = store;
        _people = people;
        _writer = writer;
        _tickets = tickets;
        _time = time;
    }

    /// <summary>Changes those of the named conversations that the caller may see.</summary>
    public async Task<SetupErrors> ChangeAsync(
        ConversationChangeBody body, Caller caller, CancellationToken cancellationToken)
    {
        var errors = await ValidateAsync(body, cancellationToken);
        if (!errors.IsEmpty)
        {
            return errors;
        }

        var changes = new List<ConversationChange>();
        var emails = new List<EmailView>();
        var news = new List<WorkItem>();
        foreach (var id in body.ConversationIds!.Distinct(StringComparer.Ordinal))
        {
            if (await _store.GetConversationAsync(caller.Reader, id, cancellationToken) is not { } view)
            {
                continue;
            }

            var tags = ChangedTags(view.Tags, body);
            if (tags?.Count > MaxTags)
            {
                return SetupErrors.Of("addTags", Bounds.TooMany(MaxTags));
            }

            if (changes.Exists(c => c.ConversationId == view.Id))
            {
                continue;
            }

            changes.Add(new ConversationChange(view.Id, body.State, body.AssigneeId, tags));
            emails.AddRange(view.Emails);
            news.AddRange(AssignmentNews.Of(view.Id, view.AssigneeId, body.AssigneeId, caller.Id, _time.GetUtcNow()));
        }

        if (changes.Count > 0)
        {
            var events = EmailActions.Events(emails, _time.GetUtcNow());
            await _writer.CommitAsync(
                async token =>
                {
                    var tickets = await _tickets.FollowAsync(changes, caller.Id, token);
                    return new MailChanges
                    {
                        Conversations = changes, Records = tickets.Records, Work = [.. news, .. tickets.Work], Events = events,
                    };
                },
                cancellationToken);
        }

        return errors;
    }

    private async Task<SetupErrors> ValidateAsync(ConversationChangeBody body, CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        if (body.ConversationIds is not { Count: > 0 })
        {
            errors.Add("conversationIds", "required");
        }
        else if (body.ConversationIds.Count > MaxConversations)
        {
            errors.Add("conversationIds", Bounds.TooMany(MaxConversations));
        }

        if (!string.IsNullOrEmpty(body.AssigneeId))
        {
            var members = await _people.GetMembersAsync(cancellationToken);
            if (!members.Any(m => m.Id == body.AssigneeId && m.IsEnabled))
            {
                errors.Add("assigneeId", new Reason("member-missing", "member", body.AssigneeId));
            }
        }

        foreach (var tag in body.AddTags ?? [])
        {
            if (string.IsNullOrWhiteSpace(tag) || tag.Length > MaxTagLength || tag.Any(c => char.IsControl(c) || c == ','))
            {
                errors.Add("addTags", "tag-malformed");
                break;
            }
        }

        return errors;
    }

    private static List<string>? ChangedTags(IReadOnlyList<string> tags, ConversationChangeBody body) =>
        body.AddTags is not { Count: > 0 } && body.RemoveTags is not { Count: > 0 }
            ? null
            : tags
                .Concat((body.AddTags ?? []).Select(t => t.Trim()))
                .Except(body.RemoveTags ?? [], StringComparer.OrdinalIgnoreCase)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .ToList();
}
