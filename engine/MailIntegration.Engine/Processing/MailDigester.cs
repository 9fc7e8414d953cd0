using System.Text;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Processing;

/// <summary>Takes from a message's content what lists, search and threading need, and lets the rest go.</summary>
public static class MailDigester
{
    private const int MaxSearchText = 100_000;
    private const int MaxSnippet = 200;
    private const int MaxSubject = 1_000;
    private const int MaxRecipients = 1_000;
    private const int MaxMessageId = 500;

    /// <summary>First and last ancestors decide where a mail belongs; what lies between is dropped beyond this number.</summary>
    private const int MaxReferences = 50;

    /// <param name="providerId">Makes the salted key unique within its mailbox.</param>
    public static MailDigest Digest(MailContent content, string providerId, DateTimeOffset receivedAt, long size)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = SearchText(content);
        var draft = new Email
        {
            Id = "",
            LogicalKey = "",
            ConversationId = "",
            Kind = EmailKind.Received,
            Subject = TextCut.At(content.Subject.Trim(), MaxSubject),
            From = content.From.Count > 0 ? content.From[0] : content.Sender,
            To = content.To.Take(MaxRecipients).ToList(),
            Cc = content.Cc.Take(MaxRecipients).ToList(),
            MessageId = Usable(content.MessageId),
            At = receivedAt,
            Date = content.Date,
            Snippet = Snippet(text),
            SearchText = text,
            Attachments = content.Attachments,
            Size = size,
            Warnings = content.Warnings,
        };
        return new MailDigest(
            EmailIdentity.LogicalKey(content),
            EmailIdentity.LogicalKey(content, providerId),
            draft,
            content.InReplyTo.Select(Usable).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxReferences).ToList(),
            Ancestors(content.References),
            MailClassifier.Classify(content),
            TrustEvidence.Of(content))
        {
            Forward = ForwardTrace.Of(content),
        };
    }

    private static List<string> Ancestors(IReadOnlyList<string> references)
    {
        var usable = references.Select(Usable).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return usable.Count <= MaxReferences
            ? usable
            : [usable[0], .. usable.Skip(usable.Count - MaxReferences + 1)];
    }

    private static string? Usable(string? messageId) =>
        string.IsNullOrWhiteSpace(messageId) || messageId.Length > MaxMessageId ? null : messageId.Trim();

    private static string SearchText(MailContent content) =>
        !string.IsNullOrWhiteSpace(content.Text) ? TextCut.At(content.Text, MaxSearchText)
        : content.Html is { } html ? HtmlText.ToText(html, MaxSearchText)
        : "";

    private static string Snippet(string text)
    {
        var snippet = new StringBuilder(MaxSnippet);
        foreach (var word in text.AsSpan().EnumerateWords())
        {
            if (snippet.Length + word.Length + 1 > MaxSnippet)
            {
                if (snippet.Length == 0)
                {
                    snippet.Append(TextCut.At(word.ToString(), MaxSnippet));
                }

                break;
            }

            if (snippet.Length > 0)
            {
                snippet.Append(' ');
            }

            snippet.Append(word);
        }

        return snippet.ToString();
    }
}
