using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Outbox;

/// <summary>By which way a mail leaves.</summary>
/// <param name="Sender">Null: the site's mailer.</param>
/// <param name="AddressId">The address whose mailbox stands in for a forwarding address; null when none does.</param>
/// <param name="Refusal">Why the mailbox must not be asked to send it.</param>
internal sealed record SendWay(IMailSender? Sender, string? AddressId = null, Reason? Refusal = null);

/// <summary>
/// A mailbox sends its own mail. A forwarding address has no mailbox: its answers leave by the site's mailer, or by a connected
/// mailbox that may send in its name.
/// </summary>
public sealed class SendWays
{
    private readonly SyncContexts _contexts;

    public SendWays(SyncContexts contexts)
    {
        _contexts = contexts;
    }

    /// <summary>An entry that was begun goes on where it was begun, whatever the settings say now.</summary>
    internal async Task<SendWay> FindWayAsync(OutboxEntry entry, SyncContext context, CancellationToken cancellationToken)
    {
        if (context.Channel.Provider != ProviderKind.Hosted)
        {
            return new SendWay(_contexts.OpenSender(context));
        }

        var isBegun = entry.Handover.Step != HandoverStep.None;
        var id = isBegun ? entry.SentVia : context.Address.Hosted?.SendVia;
        if (string.IsNullOrEmpty(id))
        {
            return new SendWay(null);
        }

        if (await _contexts.LoadAsync(id, cancellationToken) is not { Address.Hosted: null } via)
        {
            return new SendWay(null, id, new Reason("send-via-gone", "email", context.Address.Email));
        }

        var sender = _contexts.OpenSender(via);
        return isBegun || await sender.MaySendAsAsync(entry.From.Address, cancellationToken) != false
            ? new SendWay(sender, id)
            : new SendWay(sender, id, SendAs.Denied(entry.From.Address, via.Address.Email));
    }
}

/// <summary>Sending in another address' name.</summary>
public static class SendAs
{
    /// <summary>The provider does not let this mailbox use that address in From.</summary>
    public static Reason Denied(string email, string mailbox) =>
        new("send-as-denied", new Dictionary<string, string> { ["email"] = email, ["mailbox"] = mailbox });
}
