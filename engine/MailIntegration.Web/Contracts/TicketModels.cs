using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Web.Contracts;

internal sealed record TicketModel(
    long Number,
    string ConversationId,
    string Subject,
    TicketState State,
    TicketPriority Priority,
    string? Category,
    DateTimeOffset? DueAt,
    string? AssigneeId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt,
    long Version)
{
    public static TicketModel Of(Ticket ticket) => new(
        ticket.Number,
        ticket.ConversationId,
        ticket.Subject,
        ticket.State,
        ticket.Priority,
        ticket.Category,
        ticket.DueAt,
        ticket.AssigneeId,
        ticket.CreatedAt,
        ticket.ClosedAt,
        ticket.Version);
}

internal sealed record TicketPageModel(IReadOnlyList<TicketModel> Rows, string? Next)
{
    public static TicketPageModel Of(TicketPage page) =>
        new(page.Rows.Select(TicketModel.Of).ToList(), Positions.Write(page.Next));
}

/// <summary>Null states and priorities stand for what a new ticket has.</summary>
internal sealed record TicketBody(
    TicketState? State,
    TicketPriority? Priority,
    string? Category,
    DateTimeOffset? DueAt,
    string? AssigneeId,
    long Version)
{
    public TicketUpdate ToUpdate(long number) => new(
        number, State ?? TicketState.Open, Priority ?? TicketPriority.Normal, Category, DueAt, AssigneeId, Version);
}

internal sealed record TicketChangeBody(
    IReadOnlyList<long>? Numbers, TicketState? State, TicketPriority? Priority, string? AssigneeId, string? Category)
{
    public TicketChange ToChange() => new(State, Priority, AssigneeId, Category);
}

/// <summary>What narrows the list of tickets; text, so that wrong values become messages.</summary>
internal sealed record TicketListParameters(
    string? State, string? AssigneeId, string? Mine, string? Priority, string? Category, string? Overdue, string? Q, string? After)
{
    private const int MaxText = 200;

    public TicketQuery Read(MailReader reader, SetupErrors errors)
    {
        if (!Positions.TryRead(After, out var after))
        {
            errors.Add("after", "position-malformed");
        }

        var states = State == "all"
            ? Enum.GetValues<TicketState>()
            : ListValues.Read<TicketState>(State, "state", errors) is { } state ? [state] : (TicketState[])[];
        return new TicketQuery(reader)
        {
            States = states,
            AssigneeId = ListValues.IsOn(Mine) ? reader.MemberId : ListValues.Text(AssigneeId),
            Priority = ListValues.Read<TicketPriority>(Priority, "priority", errors),
            Category = ListValues.Text(Category),
            OnlyOverdue = ListValues.IsOn(Overdue),
            Text = Bound(ListValues.Text(Q), errors),
            After = after,
        };
    }

    private static string? Bound(string? text, SetupErrors errors)
    {
        if (text?.Length > MaxText)
        {
            errors.Add("q", Bounds.TooLong(MaxText));
        }

        return text;
    }
}

/// <summary>Reads values of list addresses.</summary>
internal static class ListValues
{
    public static bool IsOn(string? text) => text is "1" or "true";

    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static T? Read<T>(string? text, string field, SetupErrors errors)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
        {
            return value;
        }

        errors.Add(field, "value-unknown");
        return null;
    }
}
