using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Web.Contracts;

internal enum AddressState
{
    Active,
    Paused,
    Attention,
    Waiting,
    Off,
    Syncing,
}

internal enum LedgerState
{
    Green,
    Red,
    Unknown,
}

internal sealed record AddressModel(
    string Id,
    string ChannelId,
    string ChannelName,
    string Email,
    string DisplayName,
    AddressState State,
    Reason? Problem,
    IReadOnlyList<LinkModel> Links,
    IReadOnlyList<MailFolder> Folders,
    DateTimeOffset SyncFrom,
    bool FirstSyncComplete,
    BackfillModel? Backfill,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastAttempt,
    DateTimeOffset? NotBefore,
    long EmailCount,
    int Unread,
    int Unprocessed,
    LedgerState Ledger,
    bool TicketsEnabled,
    IReadOnlyList<string> TicketCategories,
    TicketPriority TicketPriority,
    FromNameRule FromNameRule,
    string SignatureHtml,
    UnknownSenderChoice UnknownSenders,
    RoutingModel Routing,
    string? ForwardingAddress,
    long Version)
{
    public required PushModel Push { get; init; }
}

internal sealed record LinkModel(LinkKind Kind, string TargetId, string TargetName, bool Missing);

internal sealed record BackfillModel(DateTimeOffset Until);

internal sealed record LinkBody(LinkKind Kind, string? TargetId)
{
    public AddressLink ToLink() => new(Kind, TargetId ?? "");
}

internal sealed record ActivationBody(
    string? ChannelId,
    string? Email,
    IReadOnlyList<LinkBody>? Links,
    IReadOnlyList<MailFolder>? Folders,
    int? FirstSyncDays)
{
    public AddressActivation ToActivation() => new(
        ChannelId ?? "", Email ?? "", (Links ?? []).Select(l => l.ToLink()).ToList(), Folders, FirstSyncDays);
}

/// <summary>Without <see cref="TicketsEnabled"/> what is set for tickets stays.</summary>
internal sealed record AddressBody(
    string? DisplayName,
    IReadOnlyList<LinkBody>? Links,
    IReadOnlyList<MailFolder>? Folders,
    bool IsPaused,
    long Version,
    bool? TicketsEnabled = null,
    IReadOnlyList<string>? TicketCategories = null,
    TicketPriority? TicketPriority = null)
{
    public FromNameRule? FromNameRule { get; init; }

    public string? SignatureHtml { get; init; }

    public UnknownSenderChoice? UnknownSenders { get; init; }

    public RoutingBody? Routing { get; init; }

    public AddressUpdate ToUpdate(string id) => new(
        id, DisplayName ?? "", (Links ?? []).Select(l => l.ToLink()).ToList(), Folders ?? [], IsPaused, Version)
    {
        Tickets = TicketsEnabled is not { } isEnabled ? null : new TicketRules
        {
            IsEnabled = isEnabled,
            Categories = TicketCategories ?? [],
            Priority = TicketPriority ?? Engine.Tickets.TicketPriority.Normal,
        },
        FromNameRule = FromNameRule,
        SignatureHtml = SignatureHtml,
        UnknownSenders = UnknownSenders,
        Routing = Routing?.ToRouting(),
    };
}

internal sealed record AddressDeletionModel(long Emails);

internal sealed record BackfillBody(string? From);

internal sealed record LedgerModel(IReadOnlyList<LedgerDayModel> Days);

internal sealed record LedgerDayModel(DateOnly Day, long ProviderCount, long LedgerCount, bool IsGreen, DateTimeOffset CheckedAt)
{
    public static LedgerDayModel Of(LedgerDay day) =>
        new(day.Day, day.ProviderCount, day.LedgerCount, day.IsGreen, day.CheckedAt);
}

internal sealed record LedgerPageModel(IReadOnlyList<LedgerRowModel> Rows, string? Next);

internal sealed record LedgerRowModel(
    string Key,
    MailFolder Folder,
    DateTimeOffset ReceivedAt,
    MessageOutcome Outcome,
    Reason? Reason,
    string? EmailId,
    string? ConversationId,
    long Size,
    int Attempts,
    DateTimeOffset? RetryAt,
    bool Gone);

internal sealed record UnprocessedPageModel(IReadOnlyList<UnprocessedModel> Rows, string? Next);

internal sealed record UnprocessedModel(
    string Key,
    string AddressId,
    string Email,
    MailFolder Folder,
    DateTimeOffset ReceivedAt,
    Reason? Reason,
    int Attempts,
    DateTimeOffset? RetryAt,
    long Size,
    bool HasRaw);

internal sealed record RetryBody(IReadOnlyList<string>? Keys, bool All);

internal sealed record RetryModel(int Retried, int Succeeded);
