using MailIntegration.Engine;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;

namespace MailIntegration.Web.Contracts;

/// <param name="MemberId">Null for contacts, who saw it on their page.</param>
internal sealed record SeenModel(string? MemberId, string Name, DateTimeOffset At)
{
    /// <summary>What members and contacts saw, earliest first.</summary>
    public static IReadOnlyList<SeenModel> Of(
        IEnumerable<SeenMark> marks, MemberNames names, IEnumerable<ContactSeen> contacts, IReadOnlyDictionary<string, Contact> known) =>
        names.Of(marks)
            .Concat(contacts.Select(c => new SeenModel(null, known.GetValueOrDefault(c.ContactId)?.Name ?? "", c.At)))
            .OrderBy(m => m.At)
            .ToList();
}

/// <summary>To whom a message also went as e-mail, and what became of that.</summary>
internal sealed record MailedModel(
    string? MemberId, string Name, string Address, OutboxState State, DateTimeOffset At, Reason? Reason, Opened? Opened);

internal sealed record MessageModel(
    string Id,
    long Version,
    string ConversationId,
    string AuthorId,
    string AuthorName,
    string Html,
    string Text,
    IReadOnlyList<string> Mentions,
    string? ReplyTo,
    DateTimeOffset At,
    DateTimeOffset? EditedAt,
    IReadOnlyList<SeenModel> SeenBy,
    bool Mine)
{
    /// <summary>Who was told of it by e-mail, earliest first.</summary>
    public IReadOnlyList<MailedModel> MailedTo { get; init; } = [];

    public static MessageModel Of(InternalMessage message, MemberNames names, IEnumerable<SeenMark> seen, string readerId) => new(
        message.Id,
        message.Version,
        message.ConversationId,
        message.AuthorId,
        names.Find(message.AuthorId) ?? message.AuthorName,
        message.Html,
        message.Text,
        message.Mentions,
        message.ReplyTo,
        message.At,
        message.EditedAt,
        names.Of(seen),
        message.AuthorId == readerId);
}

/// <summary>What to call members.</summary>
internal sealed class MemberNames
{
    private readonly Dictionary<string, string> _names;

    public MemberNames(IReadOnlyList<Member> members)
    {
        _names = members.ToDictionary(m => m.Id, m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>Null when he is not among the members any more.</summary>
    public string? Find(string memberId) => _names.GetValueOrDefault(memberId);

    public IReadOnlyList<SeenModel> Of(IEnumerable<SeenMark> marks) =>
        marks.Select(m => new SeenModel(m.MemberId, Find(m.MemberId) ?? "", m.At)).ToList();

    public IReadOnlyList<MailedModel> Of(IEnumerable<MailedMark> marks) => marks
        .Select(m => new MailedModel(m.MemberId, (m.MemberId is { } id ? Find(id) : null) ?? m.Name, m.Address, m.State, m.At, m.Reason, m.Opened))
        .ToList();
}

internal sealed record MessageBody(string? Html, IReadOnlyList<string>? Mentions, string? ReplyTo)
{
    public MessageInput ToInput() => new(Html ?? "", Mentions ?? [], string.IsNullOrEmpty(ReplyTo) ? null : ReplyTo);
}

internal sealed record MessageEditBody(string? Html, long Version);

internal sealed record SeenBody(IReadOnlyList<string>? MessageIds, IReadOnlyList<string>? EmailIds);

internal sealed record FollowingBody(bool Following);

internal sealed record PresenceBody(bool Composing);

internal sealed record PresenceModel(IReadOnlyList<PresentMember> Members)
{
    public static PresenceModel Of(IReadOnlyList<Presence> present, MemberNames names) => new(
        present.Select(p => new PresentMember(p.MemberId, names.Find(p.MemberId) ?? "", p.IsComposing, p.Since)).ToList());
}

internal sealed record PresentMember(string Id, string Name, bool Composing, DateTimeOffset Since);

internal sealed record MessengerModel(IReadOnlyList<MessengerRow> Rows, string? Next)
{
    public static MessengerModel Of(MessengerPage page) => new(page.Rows, Positions.Write(page.Next));
}
