using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Assignment;

/// <summary>
/// Mails a new conversation to the contact's owner who was assigned it while he was away (AD9). The work item is written with
/// the assignment; the outbox takes each only once. Whoever may not see the mail any more when it is due gets none (PR2).
/// </summary>
public sealed class OwnerAwayMail : IWorkHandler
{
    public const string WorkKind = "owner-away-mail";

    private const int MaxText = 20_000;

    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;
    private readonly IMimeCodec _codec;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly ISystemMails _mails;

    public OwnerAwayMail(
        IMailStore store, IBlobStore blobs, IMimeCodec codec, IMailSetupStore setup, IPeople people, ISystemMails mails)
    {
        _store = store;
        _blobs = blobs;
        _codec = codec;
        _setup = setup;
        _people = people;
        _mails = mails;
    }

    public string Kind => WorkKind;

    /// <summary>The item to write with the assignment.</summary>
    internal static WorkItem Make(string emailId, string memberId, string contactName, DateTimeOffset now) =>
        new(Ids.New(now), WorkKind, now, JsonSerializer.Serialize(new Order(emailId, memberId, contactName)));

    public async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var order = JsonSerializer.Deserialize<Order>(item.Payload)!;
        var members = await _people.GetMembersAsync(cancellationToken);
        if (members.FirstOrDefault(m => m.Id == order.MemberId) is not { IsEnabled: true } member
            || EmailAddresses.Normalize(member.Email) is not { } address
            || await FindAsync(member, order.EmailId, cancellationToken) is not { } view)
        {
            return;
        }

        await _mails.SendAsync(
            SystemMailKind.OwnerOffline,
            new SystemMailRecipient(address, member.Name) { IsMember = true, ConversationId = view.Email.ConversationId },
            new Dictionary<string, object?>
            {
                ["conversation.subject"] = view.Email.Subject,
                ["contact.name"] = order.ContactName,
                ["message.text"] = await TextAsync(view, cancellationToken),
            },
            $"{view.Email.Id}\n{member.Id}",
            cancellationToken);
    }

    private async Task<EmailView?> FindAsync(Member member, string emailId, CancellationToken cancellationToken)
    {
        var reader = new MailReader(member.Id, member.IsManager) { OnlyFollowed = member.OnlyFollowed };
        return await _store.GetEmailsAsync(reader, [emailId], cancellationToken) is [var view] ? view : null;
    }

    private async Task<string> TextAsync(EmailView view, CancellationToken cancellationToken)
    {
        if (view.Links.Select(l => l.RawBlob).OfType<string>().FirstOrDefault() is not { } name
            || await _blobs.OpenAsync(name, cancellationToken) is not { } raw)
        {
            return view.Email.Snippet;
        }

        await using (raw)
        {
            var text = (await _codec.ReadAsync(raw, cancellationToken)).Text?.Trim();
            return string.IsNullOrEmpty(text) ? view.Email.Snippet : TextCut.At(text, MaxText);
        }
    }

    private sealed record Order(string EmailId, string MemberId, string ContactName);
}
