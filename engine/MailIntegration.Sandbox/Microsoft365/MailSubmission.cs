using System.Buffers;
using System.Collections.Concurrent;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Sends what a mailbox holds or what a request brings: checks, header rules, the copy in Sent Items.</summary>
internal sealed class MailSubmission
{
    private const int MaxRecipients = 500;
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" <>\r\n,;");

    private static readonly string[] Overwritten = ["Auto-Submitted", "Return-Path", "Received", "Authentication-Results", "DKIM-Signature"];
    private readonly SandboxState _state;
    private readonly RequestLimiter _limiter;

    /// <summary>Custom headers that were used as JSON before: only those survive in MIME (docs issue 424).</summary>
    private readonly ConcurrentDictionary<(long Mailbox, string Header), bool> _knownHeaders = new();

    public MailSubmission(SandboxState state, RequestLimiter limiter)
    {
        _state = state;
        _limiter = limiter;
    }

    /// <summary>Sends a draft that lies in the mailbox; its key, and so its immutable id, goes on to the sent copy.</summary>
    public async Task SendDraftAsync(GraphRequest request, MailItem item, CancellationToken cancellationToken)
    {
        if (!item.IsDraft)
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", "The item is not a draft.");
        }

        var mailbox = request.Mailbox;
        var mail = await PrepareAsync(request, item.Raw, item.Draft, cancellationToken);
        if (Lost(request))
        {
            mailbox.Move(item.Key, mailbox.Folder(WellKnownFolders.Outbox), _state.Clock.GetUtcNow());
            return;
        }

        if (_state.Faults.Take(FaultKind.DelayedSentCopy, request.FaultTarget) is { } delayed)
        {
            mailbox.Remove(item.Key);
            _state.Later.Add(_state.Clock.GetUtcNow() + (delayed.Delay ?? TimeSpan.FromSeconds(5)), () =>
                AddCopy(mailbox, mail, item.Key, item.Thread));
        }
        else
        {
            var now = Now();
            mailbox.Move(item.Key, mailbox.Folder(WellKnownFolders.SentItems), now, draft => draft with
            {
                Raw = new StoredMail(mail.Raw), ExtendedProperties = draft.Draft?.ExtendedProperties ?? draft.ExtendedProperties, Draft = null, IsDraft = false, IsRead = true, Sent = now, Received = now,
            });
        }

        _state.Transport.Send(mail);
    }

    /// <summary>Sends a message that is nowhere stored yet.</summary>
    public async Task SendAsync(
        GraphRequest request, byte[] raw, Draft? draft, bool keepCopy, CancellationToken cancellationToken)
    {
        var mail = await PrepareAsync(request, new StoredMail(raw), draft, cancellationToken);
        if (Lost(request))
        {
            return;
        }

        if (keepCopy)
        {
            var delay = _state.Faults.Take(FaultKind.DelayedSentCopy, request.FaultTarget) is { } delayed
                ? delayed.Delay ?? TimeSpan.FromSeconds(5)
                : TimeSpan.Zero;
            _state.Later.Add(_state.Clock.GetUtcNow() + delay, () => AddCopy(request.Mailbox, mail, null, null));
            _state.RunDueWork();
        }

        _state.Transport.Send(mail);
    }

    private async Task<SubmittedMail> PrepareAsync(GraphRequest request, RawMail raw, Draft? draft, CancellationToken cancellationToken)
    {
        var content = await raw.ReadAsync(_state.Codec, cancellationToken);
        IReadOnlyList<MailboxAddress> recipients = [.. content.To, .. content.Cc, .. content.Bcc];
        CheckRecipients(recipients);
        var owner = request.User!;
        if (content.From.Count > 0 && !owner.MaySendAs(content.From[0].Address))
        {
            throw new GraphException(403, "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.");
        }

        if (raw.GetBytes().Length > _state.Options.Limits.MessageSize)
        {
            throw new GraphException(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.");
        }

        _limiter.CountSend(owner.Id);
        return new SubmittedMail(request.Tenant, owner.Mail!, Rewrite(request, raw, draft, content), [.. recipients.Select(address => address.Address)]);
    }

    private byte[] Rewrite(GraphRequest request, RawMail raw, Draft? draft, MailContent content)
    {
        var header = HeaderBlock.Parse(raw.GetBytes()).Set("Date", MailDate.Write(Now()));
        foreach (var name in Overwritten)
        {
            header.Remove(name);
        }

        foreach (var name in content.Headers.Select(field => field.Name).Where(IsCustom).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = (request.Mailbox.Tag, name.ToUpperInvariant());
            if (draft is not null)
            {
                _knownHeaders[key] = true;
            }
            else if (!_knownHeaders.ContainsKey(key))
            {
                header.Remove(name);
            }
        }

        if (header.Get("From") is null)
        {
            header.Set("From", $"{request.User!.DisplayName} <{request.User.Mail}>");
        }

        if (header.GetId("Message-ID") is null || _state.Faults.Take(FaultKind.RewrittenMessageId, request.FaultTarget) is not null)
        {
            header.Set("Message-ID", $"<{DraftEditor.Empty(request.Mailbox).MessageId}>");
        }

        return header.ToBytes();
    }

    private static bool IsCustom(string name) => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("X-Auto-Response-Suppress", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="GraphException">There are none, too many, or something that is no address.</exception>
    public static void CheckRecipients(IReadOnlyList<MailboxAddress> recipients)
    {
        if (recipients.Count == 0 || recipients.Any(recipient => !IsAddress(recipient.Address)))
        {
            throw GraphException.BadRequest("ErrorInvalidRecipients", "At least one recipient isn't valid.");
        }

        if (recipients.Count > MaxRecipients)
        {
            throw GraphException.BadRequest("ErrorExceededMaxRecipientsLimit", $"The message has more than {MaxRecipients} recipients.");
        }
    }

    private static bool IsAddress(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && !address.AsSpan().ContainsAny(NotInAddress);
    }

    private bool Lost(GraphRequest request) => _state.Faults.Take(FaultKind.LostSend, request.FaultTarget) is not null;

    private void AddCopy(Mailbox mailbox, SubmittedMail mail, long? key, string? thread)
    {
        var now = Now();
        mailbox.Add(mailbox.Folder(WellKnownFolders.SentItems), new NewMail
        {
            Raw = new StoredMail(mail.Raw), Key = key, Received = now, IsRead = true,
            Thread = thread ?? mailbox.Threads.Assign(HeaderBlock.Parse(mail.Raw)),
        });
    }

    private DateTimeOffset Now()
    {
        var now = _state.Clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
