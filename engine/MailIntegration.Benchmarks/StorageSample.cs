using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Benchmarks;

/// <summary>Made-up mail, the same for the same seed: words by Zipf's law, so that search meets rare and common ones.</summary>
internal sealed class StorageSample
{
    private const int Vocabulary = 30_000;
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Random _random;
    private readonly int _conversations;
    private readonly int _words;

    /// <param name="conversations">Over how many conversations the mail is spread.</param>
    /// <param name="words">Words per mail.</param>
    public StorageSample(int seed, int conversations, int words)
    {
        _random = new Random(seed);
        _conversations = conversations;
        _words = words;
    }

    /// <summary>The word of a rank; rank 0 is in nearly every mail.</summary>
    public static string Word(int rank)
    {
        Span<char> letters = stackalloc char[8];
        var value = (uint)(rank + 1) * 2654435761u;
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('a' + (value % 26));
            value = (value / 26) ^ (value << 7);
        }

        return new string(letters[..(3 + (rank % 6))]) + rank.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Changes as a sync of one address writes them, in pages.</summary>
    /// <param name="addressOf">Address of a conversation, and who reads it.</param>
    public IEnumerable<MailChanges> Pages(
        string run, int count, int pageSize, Func<int, (string AddressId, IReadOnlyList<string> Readers, IReadOnlyList<string> UnreadFor)> addressOf)
    {
        for (var first = 0; first < count; first += pageSize)
        {
            var emails = new List<Email>();
            var messages = new List<ProviderMessage>();
            var links = new List<EmailLink>();
            var references = new List<ThreadReference>();
            foreach (var i in Enumerable.Range(first, Math.Min(pageSize, count - first)))
            {
                var conversation = _random.Next(_conversations);
                var (address, readers, unreadFor) = addressOf(conversation);
                var email = Email(run, i, conversation);
                var folder = i % 5 == 4 ? MailFolder.Sent : MailFolder.Inbox;
                emails.Add(email);
                messages.Add(Message(email, address, folder));
                links.Add(new EmailLink(
                    email.Id, email.ConversationId, address, folder, email.At, readers, true, i % 3 == 0 ? unreadFor : []));
                references.Add(new ThreadReference(address, email.MessageId!, email.ConversationId));
            }

            yield return new MailChanges { Emails = emails, Messages = messages, Links = links, ThreadReferences = references };
        }
    }

    /// <summary>A raw message around a mail, about 10 KB.</summary>
    public static byte[] Raw(Email email)
    {
        var text = new StringBuilder(11_000);
        for (var hop = 0; hop < 8; hop++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Received: from mx{hop}.example by mail{hop}.example with ESMTPS id {email.Id}{hop}; Mon, 3 Mar 2025 10:00:0{hop} +0000\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Subject: {email.Subject}\r\nMessage-ID: <{email.MessageId}>\r\nMIME-Version: 1.0\r\n\r\n");
        while (text.Length < 10_000)
        {
            text.Append(email.SearchText).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString(0, 10_000));
    }

    private Email Email(string run, int i, int conversation)
    {
        var id = Hash($"{run}/{i}")[..32];
        var client = conversation % 5000;
        return new Email
        {
            Id = id,
            LogicalKey = Hash(id),
            ConversationId = Hash($"{run}/conversation/{conversation}")[..32],
            Kind = i % 5 == 4 ? EmailKind.Sent : EmailKind.Received,
            Subject = $"{Word(Rank())} {Word(Rank())} {Word(Rank())}",
            From = new MailboxAddress($"Client {client}", $"client{client}@customer.example"),
            To = [new MailboxAddress("Our company", "info@company.example")],
            MessageId = $"{id}@customer.example",
            At = Start.AddSeconds((i * 300L) + _random.Next(300)),
            Date = Start.AddSeconds(i * 300L),
            Snippet = Words(20),
            SearchText = Words(_words),
            Attachments = i % 5 == 0
                ? [new MailAttachment("2", "offer.pdf", "application/pdf", 40_000, Hash(id), null, IsInline: false)] : [],
            Size = 10_000,
        };
    }

    private static ProviderMessage Message(Email email, string address, MailFolder folder) => new()
    {
        Key = Hash($"{address}/{email.Id}"),
        AddressId = address,
        ProviderId = $"AAMkAGI2{email.Id}{email.Id}AAA=",
        Folder = folder,
        ReceivedAt = email.At,
        Outcome = MessageOutcome.Stored,
        EmailId = email.Id,
        RawBlob = Hash("raw" + email.Id),
        Size = email.Size,
    };

    private string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word(Rank())));

    // Inverse of the cumulated 1/rank.
    private int Rank() => (int)Math.Pow(Vocabulary, _random.NextDouble()) - 1;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
