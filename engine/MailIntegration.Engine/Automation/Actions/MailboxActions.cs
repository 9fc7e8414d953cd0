using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>Lets a mail rest: archived, read for everybody, and its conversation done when it is the only one in it.</summary>
public sealed class IgnoreAction : MailAction<NoInput>
{
    private readonly ConversationEdits _edits;

    public IgnoreAction(ConversationEdits edits)
    {
        _edits = edits;
    }

    public override string Name => "ignore";

    public override IReadOnlyList<string> Outcomes => [ActionOutcomes.Done, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, NoInput input, CancellationToken cancellationToken)
    {
        if (scope.Email is not { } email || scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var changes = view.Emails.Count == 1
            ? await _edits.PlanAsync(view, new ConversationChange(view.Id, ConversationState.Done), scope.Now, cancellationToken)
            : new MailChanges { Events = [await _edits.ChangedAsync(view, scope.Now, cancellationToken)] };
        return new ActionPlan(ActionOutcomes.Done, new Reason("action-ignored"))
        {
            Changes = changes with
            {
                EmailStates = [new EmailStateChange(email.Email.Id, EmailState.Archived, scope.Now)],
                Reads = [new ReadChange(null, [email.Email.Id], IsRead: true)],
            },
        };
    }
}

/// <summary>Puts a mail into Spam, at the provider too when changes are written back (SY11).</summary>
public sealed class MarkAsSpamAction : MailAction<NoInput>
{
    private readonly ConversationEdits _edits;

    public MarkAsSpamAction(ConversationEdits edits)
    {
        _edits = edits;
    }

    public override string Name => "mark-as-spam";

    public override IReadOnlyList<string> Outcomes => [ActionOutcomes.Done, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, NoInput input, CancellationToken cancellationToken)
    {
        if (scope.Email is not { } email || scope.Conversation is not { } view)
        {
            return NotFound;
        }

        return new ActionPlan(ActionOutcomes.Done)
        {
            Changes = new MailChanges
            {
                EmailStates = [new EmailStateChange(email.Email.Id, EmailState.Spam, scope.Now)],
                Work = scope.Setup.Settings.WriteBack ? Moves(email, scope.Now) : [],
                Events = [await _edits.ChangedAsync(view, scope.Now, cancellationToken)],
            },
        };
    }

    private static List<WorkItem> Moves(EmailView email, DateTimeOffset now) => email.Links
        .Where(l => l.Folder == MailFolder.Inbox && l.ProviderId.Length > 0)
        .Select(l => new ProviderWork(l.AddressId, l.ProviderId, ProviderAction.MoveToSpam).ToItem(now))
        .ToList();
}

/// <param name="Tag">At most 50 characters, no comma.</param>
public sealed record TagInput(string Tag = "");

/// <summary>Adds a tag to the conversation.</summary>
public sealed class AddTagAction : MailAction<TagInput>
{
    private const int MaxTag = 50;
    private const int MaxTags = 50;

    private readonly ConversationEdits _edits;

    public AddTagAction(ConversationEdits edits)
    {
        _edits = edits;
    }

    public override string Name => "add-tag";

    public override IReadOnlyList<string> Outcomes => [ActionOutcomes.Done, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [new("tag", ActionFieldKind.Text, IsRequired: true)];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, TagInput input, CancellationToken cancellationToken)
    {
        if (scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var tag = string.Concat(input.Tag.Where(c => !char.IsControl(c) && c != ',')).Trim();
        tag = TextCut.At(tag, MaxTag).TrimEnd();
        if (tag.Length == 0 || view.Tags.Count >= MaxTags || view.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        {
            return new ActionPlan(ActionOutcomes.Done);
        }

        return new ActionPlan(ActionOutcomes.Done, new Reason("action-tagged", "tag", tag))
        {
            Changes = await _edits.PlanAsync(
                view, new ConversationChange(view.Id, Tags: [.. view.Tags, tag]), scope.Now, cancellationToken),
        };
    }
}

/// <summary>Tries a message again that could not be processed (PR4).</summary>
public sealed class RetryAction : MailAction<NoInput>
{
    private readonly QuarantineRetry _retry;

    public RetryAction(QuarantineRetry retry)
    {
        _retry = retry;
    }

    public override string Name => "retry";

    public override IReadOnlyList<string> Outcomes =>
        [ActionOutcomes.Done, ActionOutcomes.StillWaiting, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [];

    protected override Task<ActionPlan> PlanAsync(ActionScope scope, NoInput input, CancellationToken cancellationToken) =>
        Task.FromResult(scope.Target.MessageKey is not { } key
            ? NotFound
            : new ActionPlan(ActionOutcomes.Done)
            {
                Effect = async token => await _retry.RetryAsync([key], token) > 0 ? ActionOutcomes.Done : ActionOutcomes.StillWaiting,
            });
}
