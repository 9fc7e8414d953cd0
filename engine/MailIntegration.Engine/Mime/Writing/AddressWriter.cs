using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Writes address lists (RFC 5322 section 3.4).</summary>
internal static class AddressWriter
{
    private const int LongestQuoted = 60;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    private static readonly SearchValues<char> AtomCharacters = SearchValues.Create(
        " !#$%&'*+-/=?^_`{|}~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Writes the field; nothing when the list is empty.</summary>
    public static void Write(HeaderWriter writer, string name, IReadOnlyList<MailboxAddress> mailboxes)
    {
        if (mailboxes.Count == 0)
        {
            return;
        }

        writer.Begin(name);
        for (var i = 0; i < mailboxes.Count; i++)
        {
            Mailbox(writer, mailboxes[i], i < mailboxes.Count - 1 ? "," : "");
        }

        writer.End();
    }

    private static void Mailbox(HeaderWriter writer, MailboxAddress mailbox, string separator)
    {
        var address = Ascii(mailbox.Address);
        var name = mailbox.Name?.Trim() ?? "";
        if (name.Length == 0)
        {
            writer.Token(address + separator);
            return;
        }

        if (EncodedWordWriter.NeedsEncoding(name) || name.Length > LongestQuoted)
        {
            if (writer.Column > HeaderWriter.Width / 2)
            {
                writer.Fold();
            }

            EncodedWordWriter.Write(writer, name);
        }
        else
        {
            writer.Token(IsPhrase(name) ? name : Quote(name));
        }

        writer.Token($"<{address}>{separator}");
    }

    /// <summary>
    /// Writes an internationalised domain in its ASCII form, which every server takes. A local part has no such form and stays
    /// as it is (RFC 6532).
    /// </summary>
    private static string Ascii(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0 || System.Text.Ascii.IsValid(address.AsSpan(at + 1)))
        {
            return address;
        }

        try
        {
            return address[..(at + 1)] + Idn.GetAscii(address, at + 1);
        }
        catch (ArgumentException)
        {
            // No valid domain name; the server will say so to somebody who can do something about it.
            return address;
        }
    }

    private static bool IsPhrase(string name) =>
        name.AsSpan().IndexOfAnyExcept(AtomCharacters) < 0 && !name.Contains("  ", StringComparison.Ordinal);

    private static string Quote(string name)
    {
        var builder = new StringBuilder("\"");
        foreach (var c in name)
        {
            if (c is '"' or '\\')
            {
                builder.Append('\\');
            }

            builder.Append(c);
        }

        return builder.Append('"').ToString();
    }
}
