using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Makes and changes drafts in a mailbox.</summary>
internal sealed class DraftEditor
{
    private readonly SandboxState _state;
    private readonly DraftComposer _composer;

    public DraftEditor(SandboxState state)
    {
        _state = state;
        _composer = new DraftComposer(state.Codec);
    }

    public static Draft Empty(Mailbox mailbox) => new()
    {
        MessageId = $"{Guid.NewGuid():N}@{Organisation.DomainOf(mailbox.Owner.Mail!)}",
        IsHtml = false,
    };

    /// <summary>Puts a draft into a folder.</summary>
    public async Task<MailItem> AddAsync(
        Mailbox mailbox, MailFolder folder, Draft draft, string? thread, CancellationToken cancellationToken)
    {
        var now = Now();
        var raw = new StoredMail(await ComposeAsync(mailbox, draft, now, cancellationToken));
        return mailbox.Add(folder, new NewMail
        {
            Raw = raw, Received = now, IsRead = true, IsDraft = true, Draft = draft,
            Thread = thread ?? mailbox.Threads.Assign(HeaderBlock.Parse(raw.GetBytes())),
        });
    }

    /// <summary>Puts a draft that came as MIME into a folder; its bytes stay as they are until it is changed.</summary>
    public MailItem AddRaw(Mailbox mailbox, MailFolder folder, byte[] raw)
    {
        var header = HeaderBlock.Parse(raw);
        if (header.GetId("Message-ID") is null)
        {
            header.Set("Message-ID", $"<{Empty(mailbox).MessageId}>");
        }

        return mailbox.Add(folder, new NewMail
        {
            Raw = new StoredMail(header.ToBytes()), Received = Now(), IsRead = true, IsDraft = true,
            Thread = mailbox.Threads.Assign(header),
        });
    }

    /// <summary>Changes a draft; when two do it at once, one after the other.</summary>
    public async Task<MailItem> EditAsync(Mailbox mailbox, MailItem item, Func<Draft, Draft> edit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var draft = edit(item.Draft ?? await _composer.ReadAsync(item.Raw, AttachmentIds.NewForDraft, cancellationToken));
            var raw = new StoredMail(await ComposeAsync(mailbox, draft, item.Sent, cancellationToken));
            var seen = item.Change;
            var after = mailbox.Update(item.Key, _state.Clock.GetUtcNow(), current =>
                current.Change == seen ? current with { Draft = draft, Raw = raw } : current) ?? throw GraphException.ItemNotFound();
            if (ReferenceEquals(after.Draft, draft))
            {
                return after;
            }

            item = after;
        }
    }

    public async Task<Draft> ReadAsync(RawMail raw, CancellationToken cancellationToken) =>
        await _composer.ReadAsync(raw, AttachmentIds.NewForDraft, cancellationToken);

    public async Task<byte[]> ComposeAsync(Mailbox mailbox, Draft draft, DateTimeOffset date, CancellationToken cancellationToken)
    {
        try
        {
            var from = new MailboxAddress(mailbox.Owner.DisplayName, mailbox.Owner.Mail!);
            return await _composer.ComposeAsync(draft, from, date, draft.IsHtml ? BodyText.Plain(draft.Body) : null, cancellationToken);
        }
        catch (ArgumentException exception)
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", exception.Message);
        }
    }

    /// <summary>The MIME of a request: text/plain, base64.</summary>
    public static byte[] MimeBody(GraphRequest request)
    {
        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(request.Body.Span));
        }
        catch (FormatException)
        {
            throw GraphException.BadRequest("ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
        }
    }

    private DateTimeOffset Now()
    {
        var now = _state.Clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
