using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Whether a draft can leave: the last look before it becomes a mail.</summary>
public sealed class DraftValidator
{
    private readonly IBlobStore _blobs;

    public DraftValidator(IBlobStore blobs)
    {
        _blobs = blobs;
    }

    /// <param name="sender">Null when the author may not use the sender that the draft names.</param>
    public async Task<SetupErrors> CheckAsync(Draft draft, Sender? sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var errors = DraftBounds.Check(draft);
        if (sender is null)
        {
            errors.Add("senderId", "sender-not-allowed");
        }
        else if (sender.Problem is { } problem)
        {
            errors.Add("senderId", problem);
        }

        CheckRecipients(errors, draft);
        if (draft.Subject.Any(char.IsControl))
        {
            errors.Add("subject", "header-injection");
        }

        await CheckFilesAsync(errors, draft, sender, cancellationToken);
        return errors;
    }

    private static void CheckRecipients(SetupErrors errors, Draft draft)
    {
        foreach (var (field, list) in new[] { ("to", draft.To), ("cc", draft.Cc), ("bcc", draft.Bcc) })
        {
            foreach (var mailbox in list)
            {
                if (mailbox.Address.Any(char.IsControl) || (mailbox.Name ?? "").Any(char.IsControl))
                {
                    errors.Add(field, "header-injection");
                }
                else if (EmailAddresses.Normalize(mailbox.Address) is null)
                {
                    errors.Add(field, new Reason("address-invalid", "address", mailbox.Address));
                }
            }
        }

        var count = draft.To.Count + draft.Cc.Count + draft.Bcc.Count;
        if (count == 0)
        {
            errors.Add("to", "no-recipient");
        }
        else if (count > WritingLimits.MaxRecipients)
        {
            errors.Add("to", DraftBounds.TooManyRecipients());
        }
    }

    private async Task CheckFilesAsync(SetupErrors errors, Draft draft, Sender? sender, CancellationToken cancellationToken)
    {
        if (sender is not null && draft.Attachments.Sum(a => a.Size) > sender.MaxAttachmentBytes)
        {
            errors.Add("attachments", DraftFiles.TooLarge(sender.MaxAttachmentBytes));
        }

        foreach (var file in draft.Attachments)
        {
            await using var content = await _blobs.OpenAsync(file.Blob, cancellationToken);
            if (content is null || content.Length != file.Size)
            {
                errors.Add("attachments", new Reason("attachment-missing", "name", file.FileName));
            }
        }
    }
}
