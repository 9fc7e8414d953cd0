using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Writing;

/// <summary>Who may send by which address (CH6). Asked when a mail is queued and once more when it leaves.</summary>
public static class SendRights
{
    /// <summary>
    /// Whether the member may send by the address at all: the channel is for him, and he sees everything or the address is
    /// linked to him.
    /// </summary>
    public static bool Allows(MemberRights rights, Channel channel, AddressAudience audience)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(audience);
        var isForHim = channel.Access switch
        {
            ChannelAccess.All => true,
            ChannelAccess.Selected => channel.AccessMemberIds.Contains(rights.Member.Id, StringComparer.Ordinal),
            _ => channel.OwnerId == rights.Member.Id,
        };
        return isForHim && (rights.SeesAll || audience.MemberIds.Contains(rights.Member.Id, StringComparer.Ordinal));
    }

    /// <summary>Why the address sends nothing at the moment; null when it does.</summary>
    public static Reason? Problem(MailSetup setup, Channel channel, ChannelAddress address)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(address);
        return !setup.Settings.Enabled ? new Reason("mail-off")
            : !channel.IsActive ? new Reason("channel-off", "channel", channel.Name)
            : address.IsPaused ? new Reason("sender-paused", "email", address.Email)
            : channel.Attention ?? ViaProblem(setup, address);
    }

    /// <summary>Answers of a forwarding address may leave by another mailbox: then it has to work too.</summary>
    private static Reason? ViaProblem(MailSetup setup, ChannelAddress address)
    {
        if (address.Hosted?.SendVia is not { Length: > 0 } id)
        {
            return null;
        }

        return setup.FindAddress(id) is { Hosted: null } via && setup.FindChannel(via.ChannelId) is { } channel
            ? Problem(setup, channel, via)
            : new Reason("send-via-gone", "email", address.Email);
    }
}
