using System.Buffers.Text;
using System.Text;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Ids of attachments of finished mail: the part's place in the MIME tree, dressed as Graph's ids are.</summary>
internal static class AttachmentIds
{
    private const string Prefix = "AAMkAGUzY2QwMGE1LUFU";

    public static string Of(MailItem item, string partId) =>
        $"{Prefix}{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{item.Key:x16}/{partId}"))}";

    public static string NewForDraft() => $"{Prefix}{Base64Url.EncodeToString(Guid.NewGuid().ToByteArray())}";
}
