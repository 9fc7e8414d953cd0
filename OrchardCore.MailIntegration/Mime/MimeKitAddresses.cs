using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Headers;
using MimeKit;
using EngineAddress = MailIntegration.Engine.Mime.MailboxAddress;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>
/// Address fields as MimeKit reads them. Where it sees other addresses than the engine (it sees none in
/// <c>From: Big Bug bb@bug.com</c>), the engine's reading stays, because the sender is a part of an e-mail's identity.
/// </summary>
internal static class MimeKitAddresses
{
    /// <summary>Longer fields are left to the engine, whose parser is linear whatever the field holds.</summary>
    private const int LongestField = 16 * 1024;

    private static readonly ParserOptions Options = new();

    public static MailContent Apply(MailContent content, MimeKitHeaders headers) => content with
    {
        From = Read(headers, HeaderId.From, content.From),
        Sender = content.Sender is null ? null : Read(headers, HeaderId.Sender, [content.Sender])[0],
        ReplyTo = Read(headers, HeaderId.ReplyTo, content.ReplyTo),
        To = Read(headers, HeaderId.To, content.To),
        Cc = Read(headers, HeaderId.Cc, content.Cc),
        Bcc = Read(headers, HeaderId.Bcc, content.Bcc),
    };

    private static IReadOnlyList<EngineAddress> Read(MimeKitHeaders headers, HeaderId id, IReadOnlyList<EngineAddress> expected)
    {
        if (expected.Count == 0 || headers.Find(id) is not { RawValue: { Length: <= LongestField } raw }
            || !InternetAddressList.TryParse(Options, raw, out var list))
        {
            return expected;
        }

        var found = list.Mailboxes.ToList();
        return found.Count == expected.Count && found.Zip(expected).All(p => p.First.Address == p.Second.Address)
            ? found.Zip(expected, (mailbox, engine) => engine with { Name = Name(mailbox.Name, engine.Name) }).ToList()
            : expected;
    }

    /// <summary>MimeKit keeps encoded words that it cannot read; the engine's repair is better than those.</summary>
    private static string? Name(string? name, string? engine)
    {
        var clean = name is null ? null : HeaderText.Clean(name).Trim();
        return string.IsNullOrEmpty(clean) || clean.Contains("=?", StringComparison.Ordinal) || clean.Contains('\uFFFD', StringComparison.Ordinal)
            ? engine
            : clean;
    }
}
