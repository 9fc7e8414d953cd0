using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Sync;

/// <summary>Reads what planning of a batch has to know, before any step runs. Reads only: the dry run uses it as well.</summary>
public sealed class PlanStateLoader
{
    private readonly IMailStore _store;
    private readonly BatchContacts _contacts;
    private readonly AssignmentReader _assignment;
    private readonly TimeProvider _time;

    public PlanStateLoader(IMailStore store, BatchContacts contacts, AssignmentReader assignment, TimeProvider time)
    {
        _store = store;
        _contacts = contacts;
        _assignment = assignment;
        _time = time;
    }

    /// <param name="mails">What will be planned; those that could not be read need nothing.</param>
    /// <param name="isImport">True while history is read.</param>
    public async Task<PlanState> LoadAsync(
        SyncContext context, IReadOnlyList<ParsedMail> mails, bool isImport, CancellationToken cancellationToken)
    {
        var digests = mails.Select(m => m.Digest).OfType<MailDigest>().ToList();
        var keys = digests.Select(d => d.LogicalKey)
            .Concat(digests.Where(d => d.Draft.MessageId is null).Select(d => d.SaltedKey))
            .Distinct(StringComparer.Ordinal).ToList();
        var ids = digests
            .SelectMany(d => d.InReplyTo.Concat(d.References).Append(d.Draft.MessageId))
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var emails = await _store.FindEmailsAsync(keys, cancellationToken);
        var threads = await _store.FindThreadsAsync(context.Address.Id, ids, cancellationToken);
        var now = _time.GetUtcNow();
        return new PlanState
        {
            Address = context.Address,
            Audience = context.Audience,
            IsImport = isImport,
            Now = now,
            NewId = () => Ids.New(now),
            Trust = TrustContext.Of(context.Channel, context.Address, context.Setup),
            Contacts = await _contacts.FindAsync(digests, cancellationToken),
            Settings = context.Setup.Settings,
            Assignment = isImport ? null : await _assignment.LoadAsync(context, cancellationToken),
            Own = OwnAddresses.Of(context.Setup),
            MembersByEmail = MembersByEmail(context.Members),
            KnownMessages = await _store.FindMessagesAsync(mails.Select(m => m.Key).ToList(), cancellationToken),
            Emails = new Dictionary<string, StoredEmail>(emails, StringComparer.Ordinal),
            Threads = threads.ToDictionary(t => t.MessageId, StringComparer.Ordinal),
        };
    }

    private static Dictionary<string, Member> MembersByEmail(IReadOnlyList<Member> members)
    {
        var found = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (var member in members.Where(m => m.IsEnabled))
        {
            if (EmailAddresses.Normalize(member.Email) is { } email)
            {
                found.TryAdd(email, member);
            }
        }

        return found;
    }
}
