using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Notifications;

/// <summary>What became of a mail about messages.</summary>
/// <param name="Entry">The outbox entry; null when there is none.</param>
/// <param name="IsPutOff">It may leave later.</param>
internal sealed record Posted(string? Entry, DateTimeOffset At, bool IsPutOff = false)
{
    /// <summary>The messages that the entry tells of; null for all.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    public bool Tells(string itemId) => Items is null || Items.Contains(itemId, StringComparer.Ordinal);
}

/// <summary>Hands mails about messages to the outbox, through the gate of everything automatic (LO1, LO3).</summary>
internal sealed class UnseenPost
{
    private const int MaxText = 2_000;

    /// <summary>What contacts are told is the message itself, not a word about it: several of the longest fit.</summary>
    private const int MaxContactText = 100_000;

    private readonly IMailStore _store;
    private readonly ISystemMails _mails;
    private readonly SendBudget _budget;
    private readonly ISiteFacts _site;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public UnseenPost(IMailStore store, ISystemMails mails, SendBudget budget, ISiteFacts site, TimeProvider time, ILogger<UnseenPost> logger)
    {
        _store = store;
        _mails = mails;
        _budget = budget;
        _site = site;
        _time = time;
        _logger = logger;
    }

    public Task<Posted> SendAsync(TellingScene scene, Told letter, CancellationToken cancellationToken) =>
        SendAsync(SystemMailKind.NewMessage, scene, letter, cancellationToken);

    public Task<Posted> EscalateAsync(TellingScene scene, Told letter, CancellationToken cancellationToken) =>
        SendAsync(SystemMailKind.UnseenMessage, scene, letter, cancellationToken);

    /// <summary>One mail about many conversations. It names only their number: whichever mailbox sends it keeps a copy, and nobody
    /// who reads that mailbox learns anything from it.</summary>
    public async Task<Posted> SendSummaryAsync(Told to, IReadOnlyList<Told> letters, CancellationToken cancellationToken)
    {
        var messages = letters.Sum(l => l.Items.Count);
        var args = new Dictionary<string, string>
        {
            ["count"] = messages.ToString(CultureInfo.InvariantCulture),
            ["conversations"] = letters.Count.ToString(CultureInfo.InvariantCulture),
        };
        var centre = to.IsMember ? (await _site.GetAsync(cancellationToken)).MailCentre : null;
        var first = letters.SelectMany(l => l.Items).OrderBy(i => i.At).ThenBy(i => i.Id, StringComparer.Ordinal).First();
        return await SendAsync(
            SystemMailKind.NewMessage,
            new SystemMailRecipient(to.Address, to.Name, to.Language) { IsMember = to.IsMember, ToldId = to.Id },
            new Dictionary<string, object?>
            {
                ["conversation.subject"] = new Reason("notice-many-conversations", args),
                ["conversation.link"] = centre is null ? "" : $"{centre}/messenger",
                ["message.author"] = "",
                ["message.text"] = new Reason("notice-many-messages", args),
                ["messages.count"] = messages,
            },
            $"many/{first.Id}/{to.Id}",
            null,
            cancellationToken);
    }

    private Task<Posted> SendAsync(SystemMailKind kind, TellingScene scene, Told letter, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> senders = [];
        if (letter.Items[0].Email is not null)
        {
            (letter, senders) = OfOneAddress(scene, letter);
        }

        var items = letter.Items.Select(i => i.Id).Take(TellingRecords.MaxItems).ToList();
        return SendAsync(
            kind,
            new SystemMailRecipient(letter.Address, letter.Name, letter.Language)
            {
                IsMember = letter.IsMember, ConversationId = scene.View.Id, ToldId = letter.Id, ItemIds = items,
                References = letter.References, SenderIds = senders,
            },
            new Dictionary<string, object?>
            {
                ["conversation.subject"] = letter.Subject ?? scene.Subject,
                ["message.author"] = string.Join(", ", letter.Items.Select(i => i.Author).Distinct(StringComparer.Ordinal)),
                ["message.text"] = TextOf(letter),
                ["messages.count"] = letter.Items.Count,
            },
            $"{items[0]}/{letter.Id}",
            items,
            cancellationToken);
    }

    private static string TextOf(Told letter) => TextCut.WithEllipsis(
        string.Join("\n\n", letter.Items.Select(i => letter.Items.Count == 1 ? i.Text : $"{i.Author}: {i.Text}")),
        letter.IsMember ? MaxText : MaxContactText);

    /// <summary>A mailbox keeps what it sends: of e-mails one is told by an address under which all the messages stand, so that its
    /// readers know them already. What stands under others goes in the next mail.</summary>
    private static (Told Letter, IReadOnlyList<string> Senders) OfOneAddress(TellingScene scene, Told letter)
    {
        var places = scene.View.Emails.ToDictionary(
            e => e.Email.Id, e => e.Links.Select(l => l.AddressId).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var senders = places[letter.Items[0].Id].ToHashSet(StringComparer.Ordinal);
        var items = new List<TellingItem>();
        foreach (var item in letter.Items.Where(i => places[i.Id].Overlaps(senders)))
        {
            senders.IntersectWith(places[item.Id]);
            items.Add(item);
        }

        return (letter with { Items = items }, senders.ToList());
    }

    private async Task<Posted> SendAsync(
        SystemMailKind kind,
        SystemMailRecipient to,
        IReadOnlyDictionary<string, object?> model,
        string key,
        IReadOnlyList<string>? items,
        CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();

        // The first mail beyond the budget is shown as blocked, for somebody to see and release; the others wait with their messages.
        if (EmailAddresses.Normalize(to.Address) is { } address
            && (await _budget.FindTrippedAsync([address], null, cancellationToken)).Any(t => t.Version > 0))
        {
            return new Posted(null, now, IsPutOff: true);
        }

        var result = await _mails.SendAsync(kind, to, model, key, cancellationToken);
        switch (result.Outcome)
        {
            case SystemMailOutcome.Queued:
                return new Posted(result.EntryId, now) { Items = items?.Count < TellingRecords.MaxItems ? items : null };
            case SystemMailOutcome.Repeated:
                return await RepeatedAsync(result.EntryId!, now, cancellationToken);
            default:
                _logger.LogWarning("{RecipientId} is not mailed about messages: {Outcome} {Reason}", to.ToldId, result.Outcome, result.Reason?.Code);
                return new Posted(null, now, IsPutOff: result.Reason?.Code == "no-sender");
        }
    }

    /// <summary>It was sent before somebody could write that down; what was written since goes in a mail of its own.</summary>
    private async Task<Posted> RepeatedAsync(string entryId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entry = await _store.FindRecordsAsync(RecordKinds.Outbox, [entryId], cancellationToken) is [var record]
            ? OutboxRecords.Read(record)
            : null;
        return new Posted(entryId, entry?.CreatedAt ?? now)
        {
            Items = entry is { AboutItemIds: { Count: > 0 and < TellingRecords.MaxItems } told } ? told : null,
        };
    }
}
