using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tickets;

/// <summary>What members do with tickets: open by hand, change, close and reopen, one and many (AD11).</summary>
public sealed class TicketService
{
    /// <summary>Most tickets changed at once.</summary>
    public const int MaxNumbers = 200;

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TicketPlanner _planner;
    private readonly TicketReader _reader;
    private readonly IPeople _people;
    private readonly TimeProvider _time;

    public TicketService(
        IMailStore store,
        ConversationAccess access,
        DeskWriter writer,
        TicketPlanner planner,
        TicketReader reader,
        IPeople people,
        TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _planner = planner;
        _reader = reader;
        _people = people;
        _time = time;
    }

    /// <summary>Opens a ticket by hand; the one that the conversation has already comes back as it is.</summary>
    public async Task<SetupResult<Ticket>> OpenAsync(
        MailReader reader, string conversationId, CancellationToken cancellationToken) =>
        await _access.FindAsync(reader, conversationId, cancellationToken) is { } view
            ? SetupResult.Saved(await OpenAsync(view, new TicketRules(), null, cancellationToken))
            : SetupResult.NotFound<Ticket>();

    public async Task<SetupResult<Ticket>> UpdateAsync(
        MailReader reader, TicketUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (await _reader.FindAsync(reader, update.Number, cancellationToken) is not { } before)
        {
            return SetupResult.NotFound<Ticket>();
        }

        var category = TicketPlanner.Blank(update.Category);
        var assignee = TicketPlanner.Blank(update.AssigneeId);
        var errors = await ValidateAsync(
            category, assignee == before.AssigneeId ? null : assignee, update.State, update.Priority, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Ticket>(errors);
        }

        return await WriteAsync(reader, before.Number, update.Version, reader.MemberId, ticket => ticket with
        {
            State = update.State,
            Priority = update.Priority,
            Category = category,
            DueAt = update.DueAt?.ToUniversalTime(),
            AssigneeId = assignee,
        }, cancellationToken);
    }

    /// <summary>Changes those of the tickets that the reader may see.</summary>
    public async Task<SetupErrors> ChangeAsync(
        MailReader reader, IReadOnlyList<long> numbers, TicketChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(change);
        var errors = await ValidateAsync(
            TicketPlanner.Blank(change.Category), TicketPlanner.Blank(change.AssigneeId), change.State, change.Priority,
            cancellationToken);
        if (numbers.Count is 0 or > MaxNumbers)
        {
            errors.Add("numbers", numbers.Count == 0 ? new Reason("required") : Bounds.TooMany(MaxNumbers));
        }

        foreach (var number in errors.IsEmpty ? numbers.Distinct() : [])
        {
            await WriteAsync(reader, number, null, reader.MemberId, ticket => ticket with
            {
                State = change.State ?? ticket.State,
                Priority = change.Priority ?? ticket.Priority,
                Category = change.Category is null ? ticket.Category : TicketPlanner.Blank(change.Category),
                AssigneeId = change.AssigneeId is null ? ticket.AssigneeId : TicketPlanner.Blank(change.AssigneeId),
            }, cancellationToken);
        }

        return errors;
    }

    /// <param name="email">The received mail that opens it; null by hand.</param>
    internal async Task<Ticket> OpenAsync(
        ConversationView view, TicketRules rules, EmailView? email, CancellationToken cancellationToken)
    {
        var place = await _access.PlaceAsync(view, cancellationToken);
        Ticket? ticket = null;
        await _writer.CommitAsync(
            async token =>
            {
                if ((await _reader.OfConversationsAsync([view.Id], token)).GetValueOrDefault(view.Id) is { } there)
                {
                    ticket = there;
                    return null;
                }

                var now = _time.GetUtcNow();
                var (number, counter) = await TicketRecords.NextNumberAsync(_store, now, token);
                ticket = TicketPlanner.With(
                    new Ticket
                    {
                        Number = number,
                        ConversationId = view.Id,
                        Subject = view.Emails.Count > 0 ? view.Emails[0].Email.Subject : "",
                        Priority = rules.Priority,
                        AssigneeId = view.AssigneeId,
                        CreatedAt = now,
                        EmailIds = email is null ? [] : [email.Email.Id],
                    },
                    // Mail to a conversation that was done opens it again, with or without a ticket before.
                    email is null && view.State == ConversationState.Done ? TicketState.Closed : TicketState.Open,
                    now);
                return new MailChanges
                {
                    Records = [counter, TicketRecords.ToRecord(ticket, view.Id)],
                    Conversations = email is null || view.State == ConversationState.Open
                        ? []
                        : [new ConversationChange(view.Id, ConversationState.Open)],
                    Events = [DeskEvents.Changed(DeskKind.Ticket, place, now), DeskEvents.ConversationChanged(place, now)],
                };
            },
            cancellationToken);
        return ticket!.Version == 0 ? ticket with { Version = 1 } : ticket;
    }

    /// <param name="version">The version that was shown; null for whatever is there.</param>
    /// <param name="actorId">The member who changes it; null for automations and arriving mail.</param>
    internal async Task<SetupResult<Ticket>> WriteAsync(
        MailReader reader,
        long number,
        long? version,
        string? actorId,
        Func<Ticket, Ticket> change,
        CancellationToken cancellationToken)
    {
        var result = SetupResult.NotFound<Ticket>();
        await _writer.CommitAsync(
            async token =>
            {
                if (await _reader.FindAsync(reader, number, token) is not { } before
                    || await _access.FindAsync(reader, before.ConversationId, token) is not { } view)
                {
                    return null;
                }

                if (version is not null && before.Version != version)
                {
                    result = SetupResult.Stale<Ticket>();
                    return null;
                }

                var now = _time.GetUtcNow();
                var after = change(before);
                after = TicketPlanner.With(after, after.State, now);
                result = SetupResult.Saved(after == before ? before : after with { Version = before.Version + 1 });
                return after == before
                    ? null
                    : await PlanAsync(before, after, actorId, await _access.PlaceAsync(view, token), now, token);
            },
            cancellationToken);
        return result;
    }

    private async Task<MailChanges> PlanAsync(
        Ticket before, Ticket after, string? actorId, ConversationPlace place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lead = TicketPlanner.Lead(before, after);
        var siblings = lead is null ? [] : (await _planner.FollowAsync([lead], actorId, cancellationToken)).Records;
        var id = (await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Ticket, Key = TicketRecords.Key(before.Number) }, cancellationToken))[0].Id;
        return new MailChanges
        {
            Records = [TicketRecords.ToRecord(after, id), .. siblings.Where(r => r.Id != id)],
            Conversations = lead is null ? [] : [lead],
            Work = FollowNews.Of(before, after, actorId, now),
            Events = lead is null
                ? [DeskEvents.Changed(DeskKind.Ticket, place, [before.AssigneeId, after.AssigneeId], now)]
                : [
                    DeskEvents.Changed(DeskKind.Ticket, place, [before.AssigneeId, after.AssigneeId], now),
                    DeskEvents.ConversationChanged(place, now),
                ],
        };
    }

    private async Task<SetupErrors> ValidateAsync(
        string? category, string? assignee, TicketState? state, TicketPriority? priority, CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        if (category is not null && !TicketRules.IsCategory(category))
        {
            errors.Add("category", "text-malformed");
        }

        if (state is { } s && !Enum.IsDefined(s))
        {
            errors.Add("state", "value-unknown");
        }

        if (priority is { } p && !Enum.IsDefined(p))
        {
            errors.Add("priority", "value-unknown");
        }

        return await MemberChecks.CheckAsync(errors, "assigneeId", assignee, _people, cancellationToken);
    }
}
