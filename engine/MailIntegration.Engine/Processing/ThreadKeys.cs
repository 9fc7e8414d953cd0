using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Processing;

/// <summary>Further keys under which a conversation is known within an address, beside its message ids. They begin with a
/// blank, which no message id does, so nobody can name one in a header.</summary>
internal static class ThreadKeys
{
    private const int MaxProvider = 400;
    private const int MaxParticipants = 20;
    private const int MinSubject = 3;

    /// <summary>Equal subjects count within one to two months: next year's "Invoice" is another matter.</summary>
    private const int DaysPerBucket = 30;

    /// <summary>The provider's own conversation (Microsoft's conversationId, Google's thread).</summary>
    public static string? Provider(string? id) => id is { Length: > 0 and <= MaxProvider } ? " provider:" + id : null;

    /// <summary>Null for mail whose subject says nothing: of machines, or too short.</summary>
    public static SubjectKeys? Subject(ParsedMail mail, string address, OwnAddresses own)
    {
        if (mail.Digest is not { Classification.Class: MailClass.Personal } digest
            || Normalize(digest.Draft.Subject) is not { Length: >= MinSubject } subject)
        {
            return null;
        }

        var draft = digest.Draft;
        var others = draft.To.Concat(draft.Cc).Prepend(draft.From)
            .Select(m => EmailAddresses.Normalize(m?.Address)).OfType<string>()
            .Where(a => a != address && !own.Contains(a)).Distinct(StringComparer.Ordinal).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var bucket = mail.ReceivedAt.ToUnixTimeSeconds() / (DaysPerBucket * 24 * 60 * 60);
        var all = string.Join(',', others.Order(StringComparer.Ordinal));
        var (strict, loose, alone) = (Key('s', subject, all), Key('l', subject, others[0]), Key('s', subject, others[0]));
        var isAlone = others.Count == 1;
        return new SubjectKeys(
            isAlone ? [At(strict, bucket)] : [At(strict, bucket), At(loose, bucket)],
            others.Count > MaxParticipants ? [] : [At(strict, bucket), At(strict, bucket - 1)],
            [At(alone, bucket), At(loose, bucket), At(alone, bucket - 1), At(loose, bucket - 1)]);
    }

    private static string Normalize(string subject) =>
        string.Join(' ', SubjectPrefixes.Strip(subject, SubjectPrefix.Reply).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .ToLowerInvariant();

    private static string Key(char kind, string subject, string people) =>
        kind + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(people + "\n" + subject)).AsSpan(0, 16));

    private static string At(string key, long bucket) => string.Create(CultureInfo.InvariantCulture, $" subject:{bucket}:{key}");
}

/// <summary>The keys of a mail's subject.</summary>
/// <param name="Own">Under which it will be found.</param>
/// <param name="Same">Where mail with the same participants is, newest first.</param>
/// <param name="Alike">Where mail with the same counterparty is, newest first.</param>
internal sealed record SubjectKeys(IReadOnlyList<string> Own, IReadOnlyList<string> Same, IReadOnlyList<string> Alike)
{
    public IEnumerable<string> All => Own.Concat(Same).Concat(Alike);
}
