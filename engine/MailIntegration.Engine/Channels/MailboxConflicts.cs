using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Channels;

/// <summary>An address belongs to one channel, and a mailbox is activated under one of its names only (AD5).</summary>
internal static class MailboxConflicts
{
    /// <summary>Why this mailbox cannot be activated: it is already, here or elsewhere, by this or another of its names.</summary>
    public static Reason? Find(MailSetup setup, Channel channel, string typed, ProviderMailbox? mailbox)
    {
        foreach (var address in setup.Addresses)
        {
            var sameName = address.Email == typed
                || (mailbox is not null && (address.Email == mailbox.Email || mailbox.Aliases.Contains(address.Email)));
            if (!sameName && address.MailboxId != mailbox?.MailboxId)
            {
                continue;
            }

            if (address.ChannelId != channel.Id)
            {
                return new Reason("address-in-other-channel", new Dictionary<string, string>
                {
                    ["email"] = address.Email,
                    ["channel"] = setup.FindChannel(address.ChannelId)?.Name ?? "",
                });
            }

            return address.Email == typed
                ? new Reason("address-already-active", "email", typed)
                : new Reason("alias-of-activated", new Dictionary<string, string>
                {
                    ["email"] = typed,
                    ["address"] = address.Email,
                });
        }

        return null;
    }
}
