using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Tasks;

/// <summary>An open question, as its link shows it.</summary>
/// <param name="NeedsCode">Whether it is answered only with a code that is mailed to the contact.</param>
public sealed record OpenAsk(TaskAskKind Kind, string Question, string Name, string Address, bool NeedsCode);

/// <summary>What a contact answers.</summary>
public sealed record TaskReply(bool? IsApproved, string Text, string Code);

/// <summary>
/// Tasks by link (PR7): a member asks the contact of a task to approve, confirm or answer; the contact does so by a link that
/// is random, works once and expires, with a code by mail where the setting asks for it. The answer finishes the task.
/// </summary>
public sealed class TaskAsks
{
    public const int MaxQuestion = 1_000;
    public const int MaxText = 5_000;

    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    private const string Purpose = "task-ask";

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TaskReader _reader;
    private readonly TaskCodes _codes;
    private readonly TaskMailer _mailer;
    private readonly IOneTimeTokens _tokens;
    private readonly TimeProvider _time;

    public TaskAsks(
        IMailStore store,
        IMailSetupStore setup,
        ConversationAccess access,
        DeskWriter writer,
        TaskReader reader,
        TaskCodes codes,
        TaskMailer mailer,
        IOneTimeTokens tokens,
        TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _access = access;
        _writer = writer;
        _reader = reader;
        _codes = codes;
        _mailer = mailer;
        _tokens = tokens;
        _time = time;
    }

    /// <summary>Mails the question to the task's contact; a question before it can be answered no more.</summary>
    public async Task<SetupResult<MailTask>> AskAsync(
        MemberRights member, string taskId, TaskAskKind kind, string question, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(question);
        if (await _reader.FindAsync(member.Reader, taskId, cancellationToken) is not { } task)
        {
            return SetupResult.NotFound<MailTask>();
        }

        var errors = Check(task, kind, question);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailTask>(errors);
        }

        var now = _time.GetUtcNow();
        var address = EmailAddresses.Normalize(task.Contact!.Address)!;
        var ask = new TaskAsk(Ids.New(now), kind, question.Trim(), address, member.Member.Id, now, now + Life);
        if (!await SaveAsync(task with { Ask = ask, State = TaskState.Open, DoneAt = null, Version = version }, version, cancellationToken))
        {
            return SetupResult.Stale<MailTask>();
        }

        var token = await _tokens.IssueAsync(
            new OneTimeToken(Purpose, JsonSerializer.Serialize(new Payload(task.Id, ask.Id)), ask.ExpiresAt), cancellationToken);
        if (await _mailer.SendAsync(task, ask, token, cancellationToken) is { } refusal)
        {
            // Nobody got it: the task is as it was, so that it does not seem to wait for the contact.
            await SaveAsync(task with { Version = version + 1 }, version + 1, cancellationToken);
            return SetupResult.Invalid<MailTask>("", refusal);
        }

        return SetupResult.Saved(task with { Ask = ask, State = TaskState.Open, DoneAt = null, Version = version + 1 });
    }

    /// <summary>What a link asks; null when it was used, expired, or the question was withdrawn.</summary>
    public async Task<OpenAsk?> PeekAsync(string token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } found)
        {
            return null;
        }

        var contact = found.Task.Contact;
        return new OpenAsk(
            found.Ask.Kind,
            found.Ask.Question,
            new MailboxAddress(contact?.Name, found.Ask.Address).ToLabel(),
            found.Ask.Address,
            (await _setup.GetAsync(cancellationToken)).Settings.TwoStepForTasks);
    }

    /// <summary>Mails the second factor.</summary>
    /// <returns>Why not; null when it is on its way.</returns>
    public async Task<Reason?> SendCodeAsync(string token, CancellationToken cancellationToken) =>
        await FindAsync(token, cancellationToken) is { } found
            ? await _codes.SendAsync(
                found.Ask, found.Task.Contact?.Name, await _mailer.LanguageAsync(found.Ask.Address, cancellationToken), cancellationToken)
            : new Reason("task-link-ended");

    /// <summary>Takes the answer and finishes the task. The link is used up only by an answer that counts.</summary>
    /// <returns>What is wrong with it; empty when the task is done.</returns>
    public async Task<SetupErrors> AnswerAsync(string token, TaskReply reply, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (await FindAsync(token, cancellationToken) is not { } found)
        {
            return SetupErrors.Of("", new Reason("task-link-ended"));
        }

        var errors = Check(found.Ask.Kind, reply);
        if (!errors.IsEmpty)
        {
            return errors;
        }

        var needsCode = (await _setup.GetAsync(cancellationToken)).Settings.TwoStepForTasks;
        if (needsCode && await _codes.CheckAsync(found.Ask.Id, reply.Code, cancellationToken) is { } wrong)
        {
            return SetupErrors.Of("code", wrong);
        }

        if (await _tokens.TakeAsync(Purpose, token, cancellationToken) is null)
        {
            return SetupErrors.Of("", new Reason("task-link-ended"));
        }

        var now = _time.GetUtcNow();
        var answer = new TaskAnswer(
            now, found.Ask.Kind == TaskAskKind.Approve ? reply.IsApproved : null, reply.Text.Trim(), needsCode);
        await _writer.CommitAsync(
            async other =>
            {
                if (await CurrentAsync(found.Task.Id, found.Ask.Id, other) is not { } task)
                {
                    return null;
                }

                var done = task with { Ask = task.Ask! with { Answer = answer }, State = TaskState.Done, DoneAt = now };
                return await ChangesAsync(done, other) with { Work = FollowNews.Of(task, done, null, now) };
            },
            cancellationToken);
        return errors;
    }

    private async Task<(MailTask Task, TaskAsk Ask)?> FindAsync(string token, CancellationToken cancellationToken) =>
        await _tokens.PeekAsync(Purpose, token, cancellationToken) is { } stored
            && JsonSerializer.Deserialize<Payload>(stored.Payload) is { } payload
            && await CurrentAsync(payload.TaskId, payload.AskId, cancellationToken) is { } task
            ? (task, task.Ask!)
            : null;

    /// <summary>The task, while this question is the one that waits.</summary>
    private async Task<MailTask?> CurrentAsync(string taskId, string askId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.MailTask, [taskId], cancellationToken) is [var record]
            && TaskRecords.ToTask(record) is { State: TaskState.Open, Ask: { Answer: null } ask } task && ask.Id == askId
            ? task
            : null;

    private async Task<bool> SaveAsync(MailTask task, long version, CancellationToken cancellationToken) =>
        await _writer.CommitAsync(
            async token => await _store.FindRecordsAsync(RecordKinds.MailTask, [task.Id], token) is [var record] && record.Version == version
                ? await ChangesAsync(task, token)
                : null,
            cancellationToken);

    private async Task<MailChanges> ChangesAsync(MailTask task, CancellationToken cancellationToken) => new()
    {
        Records = [TaskRecords.ToRecord(task)],
        Events =
        [
            DeskEvents.Changed(
                DeskKind.Task,
                task.ConversationId is { } id ? await _access.PlaceAsync(id, cancellationToken) : null,
                [task.AssigneeId, task.CreatedBy],
                _time.GetUtcNow()),
        ],
    };

    private static SetupErrors Check(MailTask task, TaskAskKind kind, string question)
    {
        var errors = new SetupErrors();
        if (EmailAddresses.Normalize(task.Contact?.Address) is null)
        {
            errors.Add("contact", "required");
        }

        if (!Enum.IsDefined(kind))
        {
            errors.Add("kind", "value-unknown");
        }

        if (string.IsNullOrWhiteSpace(question) || question.Length > MaxQuestion)
        {
            errors.Add("question", question.Length > MaxQuestion ? Bounds.TooLong(MaxQuestion) : new Reason("required"));
        }

        return errors;
    }

    private static SetupErrors Check(TaskAskKind kind, TaskReply reply)
    {
        var errors = new SetupErrors();
        if (reply.Text.Length > MaxText || (kind == TaskAskKind.Answer && string.IsNullOrWhiteSpace(reply.Text)))
        {
            errors.Add("text", reply.Text.Length > MaxText ? Bounds.TooLong(MaxText) : new Reason("required"));
        }

        if (kind == TaskAskKind.Approve && reply.IsApproved is null)
        {
            errors.Add("approved", "required");
        }

        return errors;
    }

    private sealed record Payload(string TaskId, string AskId);
}
