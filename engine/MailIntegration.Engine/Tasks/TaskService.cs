using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tasks;

/// <summary>What members do with tasks (PR11): make, change, finish, delete, one and many.</summary>
public sealed class TaskService
{
    public const int MaxTitle = 200;
    public const int MaxNote = 10_000;

    /// <summary>Most tasks changed at once.</summary>
    public const int MaxIds = 200;

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TaskReader _reader;
    private readonly IPeople _people;
    private readonly TimeProvider _time;

    public TaskService(
        IMailStore store,
        ConversationAccess access,
        DeskWriter writer,
        TaskReader reader,
        IPeople people,
        TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _reader = reader;
        _people = people;
        _time = time;
    }

    public async Task<SetupResult<MailTask>> CreateAsync(
        MemberRights member, TaskInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(input);
        var errors = await ValidateAsync(input, input.AssigneeId, cancellationToken);
        var email = input.EmailId is { Length: > 0 } emailId
            && await _store.GetEmailsAsync(member.Reader, [emailId], cancellationToken) is [var found]
            ? found
            : null;
        if (email is null && !string.IsNullOrEmpty(input.EmailId))
        {
            errors.Add("emailId", "not-found");
        }

        var conversationId = email?.Email.ConversationId ?? TaskText(input.ConversationId);
        var view = conversationId is null
            ? null
            : await _access.FindAsync(member.Reader, conversationId, cancellationToken);
        if (view is null && conversationId is not null)
        {
            errors.Add("conversationId", "not-found");
        }

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailTask>(errors);
        }

        var now = _time.GetUtcNow();
        var sender = email is { Email.Kind: EmailKind.Received } ? email.Email.From : null;
        var task = Fill(
            new MailTask { Id = Ids.New(now), Title = "", CreatedBy = member.Member.Id, CreatedAt = now },
            input with { Contact = input.Contact ?? sender },
            now) with
        {
            ConversationId = view?.Id,
            EmailId = email?.Email.Id,
        };
        await WriteAsync(null, task, member.Member.Id, cancellationToken);
        return SetupResult.Saved(task with { Version = 1 });
    }

    /// <param name="version">The version that was shown.</param>
    public async Task<SetupResult<MailTask>> UpdateAsync(
        MailReader reader, string id, TaskInput input, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await _reader.FindAsync(reader, id, cancellationToken) is not { } before)
        {
            return SetupResult.NotFound<MailTask>();
        }

        // Who was given the task may have left since; that alone does not keep others from changing it.
        var errors = await ValidateAsync(
            input, input.AssigneeId == before.AssigneeId ? null : input.AssigneeId, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailTask>(errors);
        }

        var after = Fill(before, input, _time.GetUtcNow());
        return before.Version == version && await WriteAsync(before, after, reader.MemberId, cancellationToken)
            ? SetupResult.Saved(after with { Version = version + 1 })
            : SetupResult.Stale<MailTask>();
    }

    /// <summary>Changes those of the tasks that the reader may see.</summary>
    public async Task<SetupErrors> ChangeAsync(
        MailReader reader, IReadOnlyList<string> ids, TaskChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(change);
        var errors = await MemberChecks.CheckAsync(
            new SetupErrors(), "assigneeId", change.AssigneeId, _people, cancellationToken);
        if (ids.Count is 0 or > MaxIds)
        {
            errors.Add("ids", ids.Count == 0 ? new Reason("required") : Bounds.TooMany(MaxIds));
        }

        foreach (var id in errors.IsEmpty ? ids.Distinct(StringComparer.Ordinal) : [])
        {
            await _writer.CommitAsync(
                async token => await _reader.FindAsync(reader, id, token) is { } before
                    ? await PlanAsync(before, Finish(before, change.State ?? before.State, _time.GetUtcNow()) with
                    {
                        AssigneeId = change.AssigneeId is null ? before.AssigneeId : TaskText(change.AssigneeId),
                    }, reader.MemberId, token)
                    : null,
                cancellationToken);
        }

        return errors;
    }

    /// <summary>For who made it, who was given it, and managers.</summary>
    /// <returns>False when there is no such task for this member to delete.</returns>
    public async Task<bool> DeleteAsync(MemberRights member, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (await _reader.FindAsync(member.Reader, id, cancellationToken) is not { } task
            || (!member.Member.IsManager && member.Member.Id != task.CreatedBy && member.Member.Id != task.AssigneeId))
        {
            return false;
        }

        return await _writer.CommitAsync(
            async token => new MailChanges
            {
                DeletedRecords =
                [
                    new RecordDeletion(RecordKinds.MailTask, id),
                    .. (await _store.GetRecordsAsync(FollowRecords.Of(new FollowTarget(FollowKind.Task, id)), token))
                        .Select(f => new RecordDeletion(f.Kind, f.Id)),
                ],
                Events = [await EventAsync(task, task, token)],
            },
            cancellationToken);
    }

    private async Task<bool> WriteAsync(MailTask? before, MailTask after, string actorId, CancellationToken cancellationToken) =>
        await _writer.CommitAsync(
            async token =>
            {
                var current = await _store.FindRecordsAsync(RecordKinds.MailTask, [after.Id], token);
                return (current is [var record] ? record.Version : 0) == (before?.Version ?? 0)
                    ? await PlanAsync(before, after, actorId, token)
                    : null;
            },
            cancellationToken);

    private async Task<MailChanges> PlanAsync(MailTask? before, MailTask after, string actorId, CancellationToken cancellationToken) => new()
    {
        Records = [TaskRecords.ToRecord(after)],
        Work = before is null ? [] : FollowNews.Of(before, after, actorId, _time.GetUtcNow()),
        Events = [await EventAsync(before ?? after, after, cancellationToken)],
    };

    private async Task<MailEvent> EventAsync(MailTask before, MailTask after, CancellationToken cancellationToken) =>
        DeskEvents.Changed(
            DeskKind.Task,
            after.ConversationId is { } id ? await _access.PlaceAsync(id, cancellationToken) : null,
            [before.AssigneeId, after.AssigneeId, after.CreatedBy],
            _time.GetUtcNow());

    private static MailTask Fill(MailTask task, TaskInput input, DateTimeOffset now) => Finish(task, input.State, now) with
    {
        Title = input.Title.Trim(),
        Note = input.Note.Trim(),
        AssigneeId = TaskText(input.AssigneeId),
        Contact = input.Contact,
        DueAt = input.DueAt?.ToUniversalTime(),
    };

    private static MailTask Finish(MailTask task, TaskState state, DateTimeOffset now) => task with
    {
        State = state,
        DoneAt = state == TaskState.Done ? task.DoneAt ?? now : null,
    };

    private static string? TaskText(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private async Task<SetupErrors> ValidateAsync(
        TaskInput input, string? assignee, CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        if (string.IsNullOrWhiteSpace(input.Title))
        {
            errors.Add("title", "required");
        }
        else if (input.Title.Length > MaxTitle || input.Title.Any(char.IsControl))
        {
            errors.Add("title", input.Title.Length > MaxTitle ? Bounds.TooLong(MaxTitle) : new Reason("text-malformed"));
        }

        if (input.Note.Length > MaxNote)
        {
            errors.Add("note", Bounds.TooLong(MaxNote));
        }

        if (!Enum.IsDefined(input.State))
        {
            errors.Add("state", "value-unknown");
        }

        if (input.Contact is { } contact
            && (EmailAddresses.Normalize(contact.Address) is null || contact.Name?.Length > MaxTitle || contact.Name?.Any(char.IsControl) == true))
        {
            errors.Add("contact", new Reason("address-malformed"));
        }

        return await MemberChecks.CheckAsync(errors, "assigneeId", assignee, _people, cancellationToken);
    }
}
