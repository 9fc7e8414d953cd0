using System.Buffers;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>Reads delivery reports (RFC 3464).</summary>
internal static class DeliveryReportReader
{
    private const int MostRecipients = 1000;

    /// <summary>The report that these parts are; null when none of them is a delivery status.</summary>
    public static DeliveryReport? Read(IReadOnlyList<Leaf> leaves, MimeLimits limits)
    {
        var status = -1;
        for (var i = 0; i < leaves.Count && status < 0; i++)
        {
            status = leaves[i].Headers.ContentType is "message/delivery-status" or "message/global-delivery-status" ? i : -1;
        }

        if (status < 0)
        {
            return null;
        }

        // A delivery status always keeps the start of its content.
        var recipients = new List<DeliveryReportRecipient>();
        string? reportingMta = null;
        foreach (var group in Groups(leaves[status].Content!.ToArray(), limits))
        {
            using (group)
            {
                reportingMta ??= WithoutType(group.Text("Reporting-MTA"u8));
                if (Recipient(group) is { } recipient && recipients.Count < MostRecipients)
                {
                    recipients.Add(recipient);
                }
            }
        }

        return new DeliveryReport(recipients, OriginalMessageId(leaves), reportingMta);
    }

    /// <summary>The header fields of a text that begins with them.</summary>
    public static HeaderBlock HeadersOf(ByteChunks content, MimeLimits limits)
    {
        var block = new HeaderBlock(limits);
        var rented = ArrayPool<byte>.Shared.Rent((int)content.Length);
        content.CopyTo(rented);
        ReadOnlySpan<byte> rest = rented.AsSpan(0, (int)content.Length);
        ReadBlock(ref rest, block);
        ArrayPool<byte>.Shared.Return(rented);
        return block;
    }

    private static IEnumerable<HeaderBlock> Groups(byte[] text, MimeLimits limits)
    {
        var position = 0;
        while (position < text.Length)
        {
            var block = new HeaderBlock(limits);
            ReadOnlySpan<byte> rest = text.AsSpan(position);
            ReadBlock(ref rest, block);
            position = text.Length - rest.Length;
            yield return block;
        }
    }

    /// <summary>Reads lines up to an empty one.</summary>
    private static void ReadBlock(ref ReadOnlySpan<byte> rest, HeaderBlock block)
    {
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];
            if (line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'] || !block.Add(line, startsLine: true))
            {
                return;
            }
        }
    }

    private static DeliveryReportRecipient? Recipient(HeaderBlock group)
    {
        var address = WithoutType(group.Text("Final-Recipient"u8)) ?? WithoutType(group.Text("Original-Recipient"u8));
        var action = group.Text("Action"u8);
        if (address is null && action is null)
        {
            return null;
        }

        return new DeliveryReportRecipient(
            address ?? "",
            FirstWord(action).ToLowerInvariant(),
            FirstWord(group.Text("Status"u8)),
            WithoutType(group.Text("Diagnostic-Code"u8)));
    }

    private static string? OriginalMessageId(IReadOnlyList<Leaf> leaves)
    {
        foreach (var leaf in leaves)
        {
            if (leaf.IsMessage)
            {
                return leaf.InnerMessageId;
            }
        }

        return null;
    }

    /// <summary>"rfc822; someone@example.com" without its type; null when nothing is left.</summary>
    private static string? WithoutType(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var text = HeaderText.Clean(value).Trim();
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        text = text[(semicolon + 1)..].Trim();
        if (text is ['<', .., '>'])
        {
            text = text[1..^1];
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>Comments may follow: "5.1.1 (bad destination)".</summary>
    private static string FirstWord(string? value)
    {
        var text = value.AsSpan().Trim();
        var end = text.IndexOfAny(" \t(;");
        return (end < 0 ? text : text[..end]).ToString();
    }
}
