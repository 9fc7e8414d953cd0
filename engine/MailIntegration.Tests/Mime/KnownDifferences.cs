using System.Text;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Tests.Mime;

/// <summary>
/// Where we read an e-mail of the corpus otherwise than expected.json, and why. The expectation was made without the code pages
/// of System.Text.Encoding.CodePages, so in it every charset beyond UTF-8, US-ASCII and ISO-8859-1 was read as ISO-8859-1. Such
/// a difference is checked, not believed: our text, put back into the bytes of its charset and read the expectation's way,
/// must give exactly the expected value.
/// </summary>
internal static class KnownDifferences
{
    private const string Jis = "iso-2022-jp";
    private const string Korean = "euc-kr";
    private const string Western = "windows-1252";

    /// <summary>Charsets that the expectation could not read: file, field, charset.</summary>
    public static readonly IReadOnlyDictionary<(string File, string Field), string> Charset = new Dictionary<(string, string), string>
    {
        [("mikel-mail/example14.eml", "subject")] = Jis,
        [("mikel-mail/japanese_iso_2022.eml", "text")] = Jis,
        [("mikel-mail/japanese_shift_jis.eml", "text")] = "shift_jis",
        [("mikel-mail/ks_c_5601-1987.eml", "text")] = "ks_c_5601-1987",
        [("mikel-mail/raw_email.eml", "subject")] = Korean,
        [("mikel-mail/raw_email.eml", "text")] = Korean,
        [("mikel-mail/raw_email_bad_time.eml", "from")] = "windows-1251",
        [("mikel-mail/raw_email_double_at_in_header.eml", "subject")] = Korean,
        [("mikel-mail/raw_email_double_at_in_header.eml", "text")] = Korean,
        [("mikel-mail/raw_email_string_in_date_field.eml", "subject")] = Korean,
        [("mikel-mail/raw_email_string_in_date_field.eml", "text")] = Korean,
        [("mikel-mail/raw_email_with_partially_quoted_subject.eml", "text")] = Korean,
        [("mimekit/japanese.eml", "subject")] = Jis,
        [("mimekit/japanese.eml", "text")] = Jis,

        // Labelled ISO-8859-1, with bytes from 80 to 9F: control characters to the letter, Windows-1252 in practice.
        [("mikel-mail/attachment_pdf_non_ascii.eml", "text")] = Western,
        [("mikel-mail/attachment_pdf_non_ascii_lf.eml", "text")] = Western,
        [("mikel-mail/content_transfer_encoding_7-bit.eml", "text")] = Western,
        [("mikel-mail/content_transfer_encoding_7-bit.eml", "html")] = Western,

        // File names labelled ISO-2022-JP that hold the byte 8A: a control character to the expectation, Windows-1252 to us.
        [("mikel-mail/attachment_with_encoded_name.eml", "attachments")] = Western,
        [("mikel-mail/raw_email8.eml", "attachments")] = Western,

        // Labelled US-ASCII, but UTF-8: the expectation has a question mark for every byte.
        [("mikel-mail/content_transfer_encoding_plain.eml", "text")] = "us-ascii",
        [("mikel-mail/raw_email6.eml", "text")] = "us-ascii",
    };

    /// <summary>Differences of another kind, with their reason.</summary>
    public static readonly IReadOnlyDictionary<(string File, string Field), string> Other = new Dictionary<(string, string), string>
    {
        [("mikel-mail/attachment_message_rfc822_inline_image.eml", "attachments")] =
            "The attached message has 1,851 bytes; MimeKit measured its own writing of it: LF, no envelope line, 1,772 bytes.",
        [("mikel-mail/bad_encoded_subject.eml", "subject")] =
            "Base64 with one padding character too few (VEVTVA=): we read TEST, MimeKit drops the last letter.",
        [("mikel-mail/content_transfer_encoding_x_uuencode.eml", "attachments")] =
            "The Content-ID has text after a domain literal: MimeKit has none, we keep it, so that cid: links find the part.",
        [("mikel-mail/mix_caps_content_type.eml", "from")] =
            "From: Big Bug bb@bug.com, no brackets: MimeKit reads no sender, we read the name and the address.",
        [("mimekit/empty-multipart.eml", "text")] =
            "An empty multipart/alternative before the text: MimeKit sees no body, we look on.",
    };

    /// <summary>Reads our value the way the expectation was made.</summary>
    public static string AsExpectationReads(string charset, string value)
    {
        if (charset == "us-ascii")
        {
            return Encoding.ASCII.GetString(Encoding.UTF8.GetBytes(value));
        }

        return Encoding.Latin1.GetString(Charsets.Find(charset)!.GetBytes(value));
    }

    /// <summary>Neighbouring encoded words each go back to ASCII and forth to Kanji; put together that is not needed.</summary>
    public static string Joined(string expected) => expected.Replace("\u001B(B\u001B$B", "", StringComparison.Ordinal);
}
