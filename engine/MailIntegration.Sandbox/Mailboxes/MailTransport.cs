using System.Collections.Concurrent;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>A mail that was handed over for delivery.</summary>
/// <param name="From">The mailbox's address: where delivery reports go.</param>
/// <param name="Recipients">All recipients, the blind ones included.</param>
public sealed record SubmittedMail(Organisation Organisation, string From, byte[] Raw, IReadOnlyList<string> Recipients);

/// <summary>A mail to somebody outside the sandbox; it goes nowhere.</summary>
public sealed record OutboundMail(string From, string Recipient, byte[] Raw, DateTimeOffset Date);

/// <summary>Carries mail from mailbox to mailbox, as the mail servers of the companies in the sandbox do.</summary>
public sealed class MailTransport
{
    private readonly SandboxState _state;
    private readonly ConcurrentQueue<OutboundMail> _outbound = new();
    private readonly ConcurrentDictionary<string, AutoResponder> _responders = new(StringComparer.OrdinalIgnoreCase);

    internal MailTransport(SandboxState state)
    {
        _state = state;
    }

    /// <summary>Mail that left the sandbox, oldest first.</summary>
    public IReadOnlyList<OutboundMail> Outbound => [.. _outbound];

    /// <summary>Lets somebody outside the sandbox answer every mail by himself.</summary>
    public void AddResponder(AutoResponder responder) => _responders[responder.Address] = responder;

    /// <summary>Delivers to everybody who has a mailbox here; reports those who do not exist in a domain of the sandbox.</summary>
    public void Send(SubmittedMail mail)
    {
        var delivered = new HashSet<Mailbox>();
        var unknown = new List<string>();
        foreach (var recipient in mail.Recipients.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (_state.FindMailbox(recipient) is { } mailbox)
            {
                if (delivered.Add(mailbox))
                {
                    Deliver(mail, mailbox);
                }
            }
            else if (_state.Tenants.Any(tenant => tenant.Domains.Contains(Organisation.DomainOf(recipient))))
            {
                unknown.Add(recipient);
            }
            else
            {
                _outbound.Enqueue(new OutboundMail(mail.From, recipient, WithoutBcc(mail.Raw), Now()));
                Respond(mail, recipient);
            }
        }

        if (unknown.Count > 0)
        {
            Report(mail, unknown);
        }
    }

    /// <summary>Puts a mail from outside into an inbox as it is.</summary>
    public MailItem Receive(Mailbox mailbox, MailFolder folder, byte[] raw, DateTimeOffset? received = null)
    {
        var header = HeaderBlock.Parse(raw);
        var time = received ?? Now();
        return mailbox.Add(folder, new NewMail
        {
            Raw = new StoredMail(raw),
            Received = time,
            Sent = MailDate.Read(header.Get("Date"))?.ToUniversalTime(),
            Thread = mailbox.Threads.Assign(header),
            IsDraft = folder.WellKnownName == WellKnownFolders.Drafts,
            IsRead = folder.WellKnownName is WellKnownFolders.SentItems or WellKnownFolders.Drafts,
        });
    }

    internal static byte[] WithoutBcc(byte[] raw) => HeaderBlock.Parse(raw).Remove("Bcc").ToBytes();

    private void Deliver(SubmittedMail mail, Mailbox mailbox)
    {
        var inside = mail.Organisation.FindByAddress(mailbox.Owner.Mail!) is not null;
        var domain = Organisation.DomainOf(mail.From);
        var header = HeaderBlock.Parse(WithoutBcc(mail.Raw))
            .Prepend("X-MS-Exchange-Organization-AuthAs", inside ? "Internal" : "Anonymous")
            .Prepend("Return-Path", mail.From)
            .Prepend("Authentication-Results", inside
                ? $"dkim=none (message not signed) header.d=none;dmarc=none action=none header.from={domain};"
                : $"spf=pass (sender IP is 192.0.2.10) smtp.mailfrom={domain}; dkim=pass (signature was verified) header.d={domain};dmarc=pass action=none header.from={domain};compauth=pass reason=100")
            .Prepend("Received", $"from mail.{domain} (192.0.2.10) by inbound.sandbox.example (192.0.2.20) with Microsoft SMTP Server id 15.20.9000.1; {MailDate.Write(Now())}");
        Receive(mailbox, mailbox.Inbox, header.ToBytes());
    }

    private void Report(SubmittedMail mail, IReadOnlyList<string> unknown)
    {
        // A report about a report would never end (RFC 5321 4.5.5).
        if (_state.FindMailbox(mail.From) is { } sender && HeaderBlock.Parse(mail.Raw).Get("Return-Path") != "<>")
        {
            Receive(sender, sender.Inbox, DeliveryReports.Write(mail, unknown, Now()));
        }
    }

    private void Respond(SubmittedMail mail, string recipient)
    {
        if (_responders.TryGetValue(recipient, out var responder) && _state.FindMailbox(mail.From) is { } mailbox)
        {
            _state.Later.Add(_state.Clock.GetUtcNow() + responder.Delay, () =>
                Receive(mailbox, mailbox.Inbox, responder.Answer(mail, Now())));
        }
    }

    private DateTimeOffset Now()
    {
        var now = _state.Clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
