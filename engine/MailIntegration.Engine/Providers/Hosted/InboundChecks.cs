using System.Globalization;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>The verdict at the door.</summary>
public sealed record InboundVerdict(ArrivalState State, Reason? Reason = null, ForwardingConfirmation? Confirmation = null);

/// <summary>
/// Security checks of incoming mail (HF6): lists of senders, the receiving server's own verdict, the spam score, loops.
/// Nothing is dropped: mail is taken, held with a reason, or refused with one.
/// </summary>
public static partial class InboundChecks
{
    /// <summary>More hops than any honest way has; RFC 5321 6.3 advises 100 as the least limit of one server, and this mail
    /// passed a provider and a forwarder already.</summary>
    private const int MaxHops = 60;

    /// <param name="envelopeFrom">As the sending server gave it; empty for the null return path.</param>
    /// <param name="mailboxId">The forwarding address.</param>
    public static InboundVerdict Judge(MailContent mail, string envelopeFrom, string mailboxId, HostedAddress rules)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(rules);
        var senders = mail.From.Select(f => f.Address).Append(EnvelopeSender.Original(envelopeFrom))
            .Select(EmailAddresses.Normalize).OfType<string>().ToList();
        if (senders.FirstOrDefault(s => HostedAddress.Names(rules.DeniedSenders, s)) is { } denied)
        {
            return new InboundVerdict(ArrivalState.Refused, new Reason("sender-denied", "email", denied));
        }

        if (IsLoop(mail, mailboxId))
        {
            return new InboundVerdict(ArrivalState.Held, new Reason("mail-loop"));
        }

        if (ForwardingConfirmations.Find(mail) is { } confirmation)
        {
            return new InboundVerdict(ArrivalState.Confirmation, null, confirmation);
        }

        if (senders.Any(s => HostedAddress.Names(rules.AllowedSenders, s)))
        {
            return new InboundVerdict(ArrivalState.Accepted);
        }

        if (mail.From.Count == 0 && mail.Date is null && mail.MessageId is null)
        {
            return new InboundVerdict(ArrivalState.Held, new Reason("message-malformed"));
        }

        return Dmarc(mail, rules) ?? Spam(mail, rules) ?? new InboundVerdict(ArrivalState.Accepted);
    }

    /// <summary>The highest score that a filter wrote; null when none did.</summary>
    public static double? SpamScore(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        double? highest = null;
        foreach (var header in mail.Headers)
        {
            var pattern = header.Name.ToLowerInvariant() switch
            {
                "x-spam-score" or "x-rspamd-score" => Number(),
                "x-spam-status" => StatusScore(),
                "x-spamd-result" => ResultScore(),
                _ => null,
            };
            if (pattern?.Match(header.Value) is { Success: true } match
                && double.TryParse(match.Groups["score"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
                && !(highest >= score))
            {
                highest = score;
            }
        }

        return highest;
    }

    private static InboundVerdict? Dmarc(MailContent mail, HostedAddress rules)
    {
        if (rules.TrustedServer.Length == 0)
        {
            return null;
        }

        var results = AuthenticationResults.Read(mail.Header("Authentication-Results"), rules.TrustedServer);
        return results.Any(r => r is { Method: "dmarc", Result: "fail" })
            ? new InboundVerdict(ArrivalState.Held, new Reason("dmarc-failed", "server", rules.TrustedServer))
            : null;
    }

    private static InboundVerdict? Spam(MailContent mail, HostedAddress rules) =>
        rules.SpamThreshold is { } threshold && SpamScore(mail) is { } score && score >= threshold
            ? new InboundVerdict(ArrivalState.Held, new Reason("spam-score", new Dictionary<string, string>
            {
                ["score"] = score.ToString("0.#", CultureInfo.InvariantCulture),
                ["threshold"] = threshold.ToString("0.#", CultureInfo.InvariantCulture),
            }))
            : null;

    /// <summary>It has been here before (LO2): it bears the mark of this very door more than once, or it travels without end.</summary>
    private static bool IsLoop(MailContent mail, string mailboxId)
    {
        var hops = 0;
        var visits = 0;
        foreach (var header in mail.Headers)
        {
            if (string.Equals(header.Name, "Received", StringComparison.OrdinalIgnoreCase))
            {
                hops++;
            }
            else if ((string.Equals(header.Name, "Delivered-To", StringComparison.OrdinalIgnoreCase)
                    || string.Equals(header.Name, "X-Loop", StringComparison.OrdinalIgnoreCase))
                && EmailAddresses.Normalize(header.Value) == mailboxId)
            {
                visits++;
            }
        }

        return hops > MaxHops || visits > 1;
    }

    [GeneratedRegex(@"^\s*(?<score>-?\d{1,4}(\.\d{1,6})?)", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\bscore=(?<score>-?\d{1,4}(\.\d{1,6})?)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex StatusScore();

    [GeneratedRegex(@"\[\s*(?<score>-?\d{1,4}(\.\d{1,6})?)\s*/", RegexOptions.NonBacktracking)]
    private static partial Regex ResultScore();
}
