using System.Globalization;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>Whether an event's mail is as a rule or workflow wants it.</summary>
public sealed class ConditionCheck
{
    private readonly IContacts _contacts;

    public ConditionCheck(IContacts contacts)
    {
        _contacts = contacts;
    }

    public async Task<bool> HoldAsync(MailConditions conditions, ActionScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(scope);
        var address = scope.Address?.Id ?? scope.Target.AddressId;
        var channel = scope.Channel?.Id ?? scope.Target.ChannelId;
        if ((conditions.AddressIds.Count > 0 && (address is null || !conditions.AddressIds.Contains(address)))
            || (conditions.ChannelIds.Count > 0 && (channel is null || !conditions.ChannelIds.Contains(channel))))
        {
            return false;
        }

        if (!conditions.AsksForMail)
        {
            return true;
        }

        return scope.Email?.Email is { } email
            && HoldFor(conditions, email)
            && await IsFromAsync(conditions.ContactIds, email, cancellationToken);
    }

    /// <summary>Whether the moment lies within the hours.</summary>
    internal static bool HoldsAt(TimeCondition time, DateTimeOffset at)
    {
        var zone = Zone(time.TimeZone) ?? TimeZoneInfo.Local;
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var clock = TimeOnly.FromDateTime(local.DateTime);
        var (from, until) = (Clock(time.From) ?? TimeOnly.MinValue, Clock(time.Until) ?? TimeOnly.MaxValue);
        var day = local.DayOfWeek;
        var isWithin = from <= until ? clock >= from && clock < until : clock >= from || clock < until;
        if (from > until && clock < until)
        {
            // The hours began the day before.
            day = local.AddDays(-1).DayOfWeek;
        }

        return (isWithin && (time.Days is not { Count: > 0 } || time.Days.Contains((int)day))) != time.IsOutside;
    }

    internal static TimeOnly? Clock(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) ? clock : null;

    internal static TimeZoneInfo? Zone(string? id) =>
        !string.IsNullOrWhiteSpace(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id.Trim(), out var zone) ? zone : null;

    private static bool HoldFor(MailConditions conditions, Email email) =>
        (conditions.From.Count == 0 || conditions.From.Any(f => IsFrom(email, f.Trim())))
        && (conditions.Subject.Count == 0 || conditions.Subject.Any(s => Contains(email.Subject, s.Trim())))
        && (conditions.Trust.Count == 0 || conditions.Trust.Contains(email.Trust))
        && (conditions.Classes.Count == 0 || conditions.Classes.Contains(email.Class))
        && (conditions.HasAttachments is not { } wanted || wanted == email.HasAttachments)
        && (conditions.Time is not { } time || HoldsAt(time, email.At));

    private static bool IsFrom(Email email, string wanted)
    {
        var sender = EmailAddresses.Normalize(email.From?.Address);
        return wanted.StartsWith('@')
                ? sender?.EndsWith(wanted, StringComparison.OrdinalIgnoreCase) == true
            : wanted.Contains('@', StringComparison.Ordinal)
                ? sender is not null && sender == EmailAddresses.Normalize(wanted)
            : Contains(email.From?.Name ?? "", wanted);
    }

    private static bool Contains(string text, string part) => part.Length > 0 && CultureInfo.InvariantCulture.CompareInfo.IndexOf(
        text, part, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private async Task<bool> IsFromAsync(IReadOnlyList<string> contactIds, Email email, CancellationToken cancellationToken)
    {
        if (contactIds.Count == 0)
        {
            return true;
        }

        return EmailAddresses.Normalize(email.From?.Address) is { } sender
            && (await _contacts.FindByAddressesAsync([sender], cancellationToken)).GetValueOrDefault(sender) is { } contact
            && contactIds.Contains(contact.Id);
    }
}
