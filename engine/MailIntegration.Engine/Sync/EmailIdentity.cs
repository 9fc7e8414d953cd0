using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// Identity of mail (SY3). A provider's message is the same when its immutable id is the same; an e-mail is the same in
/// two mailboxes when its Message-ID and its content agree. Message-IDs alone prove nothing: senders reuse and omit them.
/// </summary>
public static class EmailIdentity
{
    /// <summary>
    /// Key of a provider message in the ledger: hex SHA-256 of address and provider id. Hashed because Graph ids tell
    /// upper from lower case and not every database does.
    /// </summary>
    public static string MessageKey(string addressId, string providerId) => Hash(addressId + "\n" + providerId);

    /// <summary>
    /// Key of an e-mail over all mailboxes. Mail without a Message-ID is told apart by its content and, within one
    /// mailbox, by <paramref name="salt"/>, so that two equal nameless mails stay two.
    /// </summary>
    public static string LogicalKey(MailContent mail, string salt = "")
    {
        ArgumentNullException.ThrowIfNull(mail);
        var text = new StringBuilder()
            .Append("id:").Append(mail.MessageId).Append('\n')
            .Append("from:").AppendJoin(',', mail.From.Select(f => f.Address.ToLowerInvariant())).Append('\n')
            .Append("date:").Append(mail.Date?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)).Append('\n')
            .Append("subject:").Append(Collapse(mail.Subject)).Append('\n')
            .Append("body:").Append(Hash(Collapse(mail.Text ?? mail.Html ?? ""))).Append('\n')
            .Append("files:").AppendJoin(',', mail.Attachments.Where(a => a.Sha256.Length > 0).Select(a => a.Sha256))
            .Append('\n').Append(salt);
        return Hash(text.ToString());
    }

    /// <summary>White space differs between copies, because providers write the MIME form anew.</summary>
    private static string Collapse(string text)
    {
        var buffer = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var length = 0;
            var space = false;
            foreach (var c in text)
            {
                if (char.IsWhiteSpace(c))
                {
                    space = length > 0;
                    continue;
                }

                if (space)
                {
                    buffer[length++] = ' ';
                    space = false;
                }

                buffer[length++] = c;
            }

            return new string(buffer, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
