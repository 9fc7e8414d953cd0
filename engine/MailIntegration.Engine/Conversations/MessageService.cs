using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>The internal stream of a conversation (CV1, CV6): notes, mentions, replies.</summary>
public sealed class MessageService
{
    public const int MaxHtml = 100_000;
    public const int MaxMentions = 50;

    /// <summary>How many messages of one conversation are shown.</summary>
    public const int MaxShown = 5_000;

    /// <summary>How long an author may change what he wrote.</summary>
    public static readonly TimeSpan EditTime = TimeSpan.FromMinutes(15);

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly Followers _followers;
    private readonly DeskWriter _writer;
    private readonly MentionCheck _mentions;
    private readonly IHtmlCleaner _cleaner;
    private readonly TimeProvider _time;

    public MessageService(
        IMailStore store,
        ConversationAccess access,
        Followers followers,
        DeskWriter writer,
        MentionCheck mentions,
        IHtmlCleaner cleaner,
        TimeProvider time)
    {
        _store = store;
        _access = access;
        _followers = followers;
        _writer = writer;
        _mentions = mentions;
        _cleaner = cleaner;
        _time = time;
    }

    /// <summary>Oldest first; null when the reader may not see the conversation.</summary>
    public async Task<IReadOnlyList<InternalMessage>?> ListAsync(
        MailReader reader, string conversationId, CancellationToken cancellationToken)
    {
        if (await _access.FindAsync(reader, conversationId, cancellationToken) is not { } view)
        {
            return null;
        }

        var records = await RecordScan.AllAsync(_store, MessageRecords.Of(view.Id), MaxShown, cancellationToken);
        return records.Select(MessageRecords.ToMessage).ToList();
    }

    public async Task<SetupResult<InternalMessage>> PostAsync(
        MemberRights author, string conversationId, MessageInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(author);
        ArgumentNullException.ThrowIfNull(input);
        if (await _access.FindAsync(author.Reader, conversationId, cancellationToken) is not { } view)
        {
            return SetupResult.NotFound<InternalMessage>();
        }

        var mentions = input.Mentions.Distinct(StringComparer.Ordinal).ToList();
        var errors = await _mentions.CheckAsync(view.Id, mentions, cancellationToken);
        var (html, text) = Read(input.Html, errors);
        if (input.ReplyTo is { } replyTo && await FindAsync(view.Id, replyTo, cancellationToken) is null)
        {
            errors.Add("replyTo", "message-missing");
        }

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<InternalMessage>(errors);
        }

        var now = _time.GetUtcNow();
        var message = new InternalMessage
        {
            Id = Ids.New(now),
            ConversationId = view.Id,
            AuthorId = author.Member.Id,
            AuthorName = author.Member.Name,
            Html = html,
            Text = text,
            Mentions = mentions,
            ReplyTo = input.ReplyTo,
            At = now,
        };
        var place = await _access.PlaceAsync(view, cancellationToken);
        await _writer.CommitAsync(
            async token =>
            {
                var follows = await _followers.PlanAsync(view.Id, mentions, now, token);
                return new MailChanges
                {
                    Records = [MessageRecords.ToRecord(message), TellingRecords.OfMessage(message), .. follows],
                    Work = follows.Select(f => FollowerNews.Of(FollowRecords.ToTarget(f), f.Owner!, now)).ToList(),
                    Events = [DeskEvents.Changed(DeskKind.Message, place, now)],
                };
            },
            cancellationToken);
        return SetupResult.Saved(message with { Version = 1 });
    }

    /// <summary>Changes the text; who is mentioned stays, so that nobody is called twice.</summary>
    public async Task<SetupResult<InternalMessage>> EditAsync(
        MemberRights author,
        string conversationId,
        string messageId,
        string html,
        long version,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(author);
        if (await _access.FindAsync(author.Reader, conversationId, cancellationToken) is not { } view
            || await FindAsync(view.Id, messageId, cancellationToken) is not { } before)
        {
            return SetupResult.NotFound<InternalMessage>();
        }

        var now = _time.GetUtcNow();
        var errors = new SetupErrors();
        if (before.AuthorId != author.Member.Id)
        {
            errors.Add("", "not-author");
        }
        else if (now - before.At > EditTime)
        {
            errors.Add("", new Reason("edit-too-late", "minutes", $"{EditTime.TotalMinutes:F0}"));
        }

        var (clean, text) = Read(html, errors);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<InternalMessage>(errors);
        }

        var message = before with { Html = clean, Text = text, EditedAt = now, Version = version };
        var place = await _access.PlaceAsync(view, cancellationToken);
        var isWritten = await _writer.CommitAsync(
            async token => (await FindAsync(view.Id, messageId, token))?.Version != version
                ? null
                : new MailChanges
                {
                    Records = [MessageRecords.ToRecord(message)],
                    Events = [DeskEvents.Changed(DeskKind.Message, place, now)],
                },
            cancellationToken);
        return isWritten ? SetupResult.Saved(message with { Version = version + 1 }) : SetupResult.Stale<InternalMessage>();
    }

    /// <summary>For its author, or a manager. Answers to it stay.</summary>
    /// <returns>False when there is no such message for this member to delete.</returns>
    public async Task<bool> DeleteAsync(
        MemberRights member, string conversationId, string messageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (await _access.FindAsync(member.Reader, conversationId, cancellationToken) is not { } view
            || await FindAsync(view.Id, messageId, cancellationToken) is not { } message
            || (message.AuthorId != member.Member.Id && !member.Member.IsManager))
        {
            return false;
        }

        var place = await _access.PlaceAsync(view, cancellationToken);
        return await _writer.CommitAsync(
            _ => Task.FromResult<MailChanges?>(new MailChanges
            {
                DeletedRecords = [new RecordDeletion(RecordKinds.Message, messageId), new RecordDeletion(RecordKinds.Telling, messageId)],
                Events = [DeskEvents.Changed(DeskKind.Message, place, _time.GetUtcNow())],
            }),
            cancellationToken);
    }

    private async Task<InternalMessage?> FindAsync(
        string conversationId, string messageId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Message, [messageId], cancellationToken) is [var record]
            && record.ConversationId == conversationId
            ? MessageRecords.ToMessage(record)
            : null;

    private (string Html, string Text) Read(string html, SetupErrors errors)
    {
        if (html.Length > MaxHtml)
        {
            errors.Add("html", Bounds.TooLong(MaxHtml));
            return ("", "");
        }

        var clean = _cleaner.Clean(html, new HtmlCleanOptions { MaxInputLength = MaxHtml, MaxNodes = 10_000, MaxDepth = 50 }).Html;
        var text = HtmlText.ToText(clean, MaxHtml).Trim();
        if (text.Length == 0)
        {
            errors.Add("html", "required");
        }

        return (clean, text);
    }
}
