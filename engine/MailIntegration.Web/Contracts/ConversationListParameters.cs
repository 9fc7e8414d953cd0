using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Contracts;

/// <summary>What narrows a list; everything is text, so that wrong values become messages and not bare 400s.</summary>
internal sealed record ConversationListParameters(
    string? Box,
    string? Address,
    string? Team,
    string? Unread,
    string? Mine,
    string? Unassigned,
    string? State,
    string? Tag,
    string? Q,
    string? Attachments,
    string? From,
    string? Until,
    string? After,
    string? Take)
{
    private const int MaxText = 200;
    private const int MaxTake = 200;

    /// <param name="query">Names the address; the team is for who knows its addresses.</param>
    public bool TryRead(MailReader reader, [NotNullWhen(true)] out EmailListQuery? query, out SetupErrors errors)
    {
        errors = new SetupErrors();
        var until = ReadInstant(Until, "until", errors);
        if (!Positions.TryRead(After, out var after))
        {
            errors.Add("after", "position-malformed");
        }

        query = new EmailListQuery(reader, ReadEnum<MailBox>(Box, "box", MailBox.Inbox, errors) ?? MailBox.Inbox)
        {
            AddressIds = Bound(Address, "address", errors) is { } address ? [address] : null,
            OnlyUnread = IsOn(Unread),
            OnlyMine = IsOn(Mine),
            OnlyUnassigned = IsOn(Unassigned),
            State = ReadEnum<ConversationState>(State, "state", null, errors),
            Tag = Bound(Tag, "tag", errors),
            Text = Bound(Q?.Trim(), "q", errors),
            OnlyWithAttachments = IsOn(Attachments),
            From = ReadInstant(From, "from", errors),
            // A bare day means all of it.
            Until = Until?.Length == 10 ? until?.AddDays(1) : until,
            After = after is { } position ? new ListPosition(position.At, position.Id) : null,
            Take = ReadTake(errors),
        };
        Bound(Team, "team", errors);
        return errors.IsEmpty;
    }

    private static bool IsOn(string? text) => text is "1" or "true";

    private static string? Bound(string? text, string field, SetupErrors errors)
    {
        if (text?.Length > MaxText)
        {
            errors.Add(field, Bounds.TooLong(MaxText));
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static T? ReadEnum<T>(string? text, string field, T? fallback, SetupErrors errors)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
        {
            return value;
        }

        errors.Add(field, "value-unknown");
        return fallback;
    }

    private static DateTimeOffset? ReadInstant(string? text, string field, SetupErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var value))
        {
            return value;
        }

        errors.Add(field, "date-malformed");
        return null;
    }

    private int ReadTake(SetupErrors errors)
    {
        if (string.IsNullOrEmpty(Take))
        {
            return 50;
        }

        if (int.TryParse(Take, NumberStyles.None, CultureInfo.InvariantCulture, out var take) && take is >= 1 and <= MaxTake)
        {
            return take;
        }

        errors.Add("take", Bounds.OutOfRange(1, MaxTake));
        return 50;
    }
}
