using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Sync;

/// <summary>Reads what planning of a batch has to know, before any step runs. Reads only: the dry run uses it as well.</summary>
public sealed class PlanStateLoader
{
    private readonly BatchContacts _contacts;
    private readonly AssignmentReader _assignment;
    private readonly FilingReader _filing;
    private readonly TimeProvider _time;
    private readonly MessageSigner _signer;
    private IMailStore _store;

    public PlanStateLoader(
        IMailStore store,
        BatchContacts contacts,
        AssignmentReader assignment,
        FilingReader filing,
        MessageSigner signer,
        TimeProvider time)
    {
        _store = store;
        _contacts = contacts;
        _assignment = assignment;
        _filing = filing;
        _signer = signer;
        _time = time;
    }

    /// <summary>The same over another store.</summary>
    internal PlanStateLoader Over(IMailStore store)
    {
        var copy = (PlanStateLoader)MemberwiseClone();
        copy._store = store;
        return copy;
    }

    /// <param name="mails">What will be planned; those that could not be read need nothing.</param>
    /// <param name="isImport">True while history is read.</param>
    public async Task<PlanState> LoadAsync(
        SyncContext context, IReadOnlyList<ParsedMail> mails, bool isImport, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mails);
        var digests = mails.Select(m => m.Digest).OfType<MailDigest>().ToList();
        var keys = digests.Select(d => d.LogicalKey)
            .Concat(digests.Where(d => d.Draft.MessageId is null).Select(d => d.SaltedKey))
            .Distinct(StringComparer.Ordinal).ToList();
        var own = OwnAddresses.Of(context.Setup);
        var emails = await _store.FindEmailsAsync(keys, cancellationToken);
        var threads = (await _store.FindThreadsAsync(context.Address.Id, ThreadKeysOf(context, mails, own), cancellationToken))
            .ToDictionary(t => t.MessageId, StringComparer.Ordinal);
        var ownMail = await OwnMailAsync(digests, cancellationToken);
        var contacts = await _contacts.FindAsync(digests, cancellationToken);
        var now = _time.GetUtcNow();
        return new PlanState
        {
            Address = context.Address,
            Audience = context.Audience,
            IsImport = isImport,
            Now = now,
            NewId = () => Ids.New(now),
            Trust = TrustContext.Of(context.Channel, context.Address, context.Setup),
            Contacts = contacts,
            Filing = await FilingAsync(context, contacts.Values, emails.Values, cancellationToken),
            Settings = context.Setup.Settings,
            Assignment = isImport ? null : await _assignment.LoadAsync(context, cancellationToken),
            Own = own,
            MembersByEmail = MembersByEmail(context.Members),
            KnownMessages = await _store.FindMessagesAsync(mails.Select(m => m.Key).ToList(), cancellationToken),
            Emails = new Dictionary<string, StoredEmail>(emails, StringComparer.Ordinal),
            Threads = threads,
            OwnMail = ownMail,
            Reports = await new ReportMatcher(_store).MatchAsync(context, mails, threads, cancellationToken),
            Parted = await PartedAsync(threads.Values, emails.Values, ownMail.Values, cancellationToken),
        };
    }

    private Task<FilingState> FilingAsync(
        SyncContext context,
        IEnumerable<Contact> contacts,
        IEnumerable<StoredEmail> stored,
        CancellationToken cancellationToken) =>
        context.Address.Routing.FilesInDossier(context.Setup.Settings)
            ? _filing.LoadAsync(contacts, stored.Select(e => e.EmailId).ToList(), cancellationToken)
            : Task.FromResult(FilingState.Empty);

    private static List<string> ThreadKeysOf(SyncContext context, IReadOnlyList<ParsedMail> mails, OwnAddresses own) => mails
        .Where(m => m.Digest is not null)
        .SelectMany(m => MessageIds(m.Digest!)
            .Concat(ThreadKeys.Provider(m.ProviderThread) is { } provider ? [provider] : [])
            .Concat(ThreadKeys.Subject(m, context.Address.Email, own)?.All ?? []))
        .Distinct(StringComparer.Ordinal)
        .ToList();

    private static IEnumerable<string> MessageIds(MailDigest digest) => digest.InReplyTo.Concat(digest.References)
        .Append(digest.Draft.MessageId).Append(digest.Classification.ReportedMessageId).OfType<string>();

    /// <summary>Mail of ours that the batch names, wherever it was sent: its signature proves that it is ours.</summary>
    private async Task<IReadOnlyDictionary<string, OwnMail>> OwnMailAsync(
        IReadOnlyList<MailDigest> digests, CancellationToken cancellationToken)
    {
        var signed = await _signer.VerifyAsync(digests.SelectMany(MessageIds), cancellationToken);
        var found = new Dictionary<string, OwnMail>(StringComparer.Ordinal);
        foreach (var sender in signed.GroupBy(s => s.Value.SenderId, StringComparer.Ordinal))
        {
            var threads = (await _store.FindThreadsAsync(sender.Key, sender.Select(s => s.Key).ToList(), cancellationToken))
                .ToDictionary(t => t.MessageId, StringComparer.Ordinal);
            foreach (var (id, mail) in sender)
            {
                found.Add(id, new OwnMail(id, mail.IsAutomatic, threads.GetValueOrDefault(id)));
            }
        }

        return found;
    }

    /// <summary>Only where mail of the batch could merge anything.</summary>
    private async Task<IReadOnlySet<string>> PartedAsync(
        IEnumerable<ThreadMatch> threads, IEnumerable<StoredEmail> emails, IEnumerable<OwnMail> own, CancellationToken cancellationToken)
    {
        var conversations = threads.Select(t => t.ConversationId)
            .Concat(emails.Select(e => e.ConversationId))
            .Concat(own.Select(o => o.Thread?.ConversationId).OfType<string>())
            .Distinct(StringComparer.Ordinal).ToList();
        if (conversations.Count < 2)
        {
            return new HashSet<string>();
        }

        var decisions = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.ThreadDecision, ConversationIds = conversations, Take = 1000 }, cancellationToken);
        return decisions.Select(d => d.ConversationId).OfType<string>().ToHashSet(StringComparer.Ordinal);
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
