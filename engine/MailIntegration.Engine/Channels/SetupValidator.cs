using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// The one place that knows which configuration is valid; the HTTP API and content editors ask it alike. It looks at
/// values only: what a provider has to confirm is the services' part.
/// </summary>
public static class SetupValidator
{
    public const int MaxName = 100;
    public const int MaxFirstSyncDays = 3650;
    public const int MaxChannelLimit = 1000;
    public const int MaxLinks = 50;
    public const int MaxAccessMembers = 1000;
    public const int MaxSignature = 100_000;
    public const int MegaByte = 1024 * 1024;
    public const int MaxAttachmentMegaBytes = 150;
    public const int MaxAutomaticMails = 1000;
    public const int MaxAutomaticMinutes = 7 * 24 * 60;

    public static SetupErrors Validate(MailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var errors = new SetupErrors();
        CheckEnum(errors, "mode", settings.Mode);
        CheckEnum(errors, "equalSubjects", settings.EqualSubjects);
        if (settings.FirstSyncDays is < 1 or > MaxFirstSyncDays)
        {
            errors.Add("firstSyncDays", Bounds.OutOfRange(1, MaxFirstSyncDays));
        }

        if (settings.MaxChannels is < 1 or > MaxChannelLimit)
        {
            errors.Add("maxChannels", Bounds.OutOfRange(1, MaxChannelLimit));
        }

        UnknownSenders.Check(errors, settings);
        CheckWriting(errors, settings);
        NoticeRules.Check(errors, settings.Notices);
        PushRules.Check(errors, settings);
        if (settings.Microsoft is { } microsoft)
        {
            CheckClientId(errors, microsoft.ClientId);
            CheckEnum(errors, "cloud", microsoft.Cloud);
            if (microsoft.ProtectedSecret is null && microsoft.ProtectedCertificate is null)
            {
                errors.Add("secret", "credential-required");
            }
        }

        if (settings.Google is { } google)
        {
            RegistrationRules.CheckClient(errors, google);
        }

        return errors;
    }

    /// <param name="setup">The configuration that the channel joins or changes.</param>
    public static SetupErrors Validate(Channel channel, MailSetup setup, IReadOnlyList<Member> members)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(members);
        var errors = new SetupErrors();
        CheckName(errors, channel.Name, channel.Id, setup);
        if (channel.SenderName.Length > MaxName || channel.SenderName.Any(char.IsControl))
        {
            errors.Add("senderName", "text-malformed");
        }

        CheckAccess(errors, channel, setup.FindChannel(channel.Id), members);
        if (channel.Google is { } google)
        {
            RegistrationRules.CheckDomain(errors, google);
        }

        if (channel.Microsoft365 is { } microsoft)
        {
            CheckTenant(errors, microsoft.TenantId);
            CheckEnum(errors, "cloud", microsoft.Cloud);
            if (microsoft.HasOwnRegistration)
            {
                CheckClientId(errors, microsoft.ClientId!);
                if (microsoft.ProtectedSecret is null && microsoft.ProtectedCertificate is null)
                {
                    errors.Add("secret", "credential-required");
                }
            }
        }

        return errors;
    }

    /// <summary>Name of a new or renamed channel: present, short, unique without case.</summary>
    public static void CheckName(SetupErrors errors, string name, string? channelId, MailSetup setup)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(setup);
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add("name", "name-required");
        }
        else if (name.Length > MaxName || name.Any(char.IsControl))
        {
            errors.Add("name", "text-malformed");
        }
        else if (setup.Channels.Any(c => c.Id != channelId && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            errors.Add("name", new Reason("name-taken", "name", name));
        }
    }

    /// <summary>CH7.</summary>
    public static void CheckLimit(SetupErrors errors, MailSetup setup)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(setup);
        if (setup.Settings.MaxChannels is { } most && setup.Channels.Count >= most)
        {
            errors.Add("", new Reason("channel-limit", "max", Text(most)));
        }
    }

    /// <param name="before">The stored address; links that were there may name somebody who left since.</param>
    public static SetupErrors Validate(
        ChannelAddress address, ChannelAddress? before, IReadOnlyList<Member> members, IReadOnlyList<ProcessTeam> teams)
    {
        ArgumentNullException.ThrowIfNull(address);
        var errors = new SetupErrors();
        if (address.DisplayName.Length > MaxName * 2 || address.DisplayName.Any(char.IsControl))
        {
            errors.Add("displayName", "text-malformed");
        }

        CheckEnum(errors, "fromNameRule", address.FromNameRule);
        if (address.SignatureHtml.Length > MaxSignature)
        {
            errors.Add("signatureHtml", Bounds.TooLong(MaxSignature));
        }

        if (address.Folders.Count == 0)
        {
            errors.Add("folders", "folder-required");
        }
        else if (address.Folders.Any(f => !Enum.IsDefined(f)))
        {
            errors.Add("folders", "value-unknown");
        }

        CheckEnum(errors, "ticketPriority", address.Tickets.Priority);
        if (address.Tickets.Categories.Count > TicketRules.MaxCategories)
        {
            errors.Add("ticketCategories", Bounds.TooMany(TicketRules.MaxCategories));
        }
        else if (!address.Tickets.Categories.All(TicketRules.IsCategory))
        {
            errors.Add("ticketCategories", "text-malformed");
        }

        RoutingValidator.Check(errors, address.Routing, before?.Routing, members, teams);
        if (address.Links.Count > MaxLinks)
        {
            errors.Add("links", Bounds.TooMany(MaxLinks));
        }

        foreach (var link in address.Links.Where(l => before is null || !before.Links.Contains(l)))
        {
            if (!TargetExists(link, members, teams))
            {
                errors.Add("links", new Reason("link-target-missing", "target", link.TargetId));
            }
        }

        return errors;
    }

    /// <summary>Whether a link names somebody who is there (AD2, AD3, AD4).</summary>
    public static bool TargetExists(AddressLink link, IReadOnlyList<Member> members, IReadOnlyList<ProcessTeam> teams)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Kind switch
        {
            LinkKind.Member => members.Any(m => m.Id == link.TargetId),
            LinkKind.Role => members.Any(m => m.Roles.Contains(link.TargetId, StringComparer.OrdinalIgnoreCase)),
            LinkKind.ProcessTeam => teams.Any(t => t.Id == link.TargetId),
            _ => false,
        };
    }

    private static void CheckWriting(SetupErrors errors, MailSettings settings)
    {
        if (settings.CompanyName.Length > MaxName || settings.CompanyName.Any(char.IsControl))
        {
            errors.Add("companyName", "text-malformed");
        }

        if (settings.MaxAttachmentBytes is < MegaByte or > (long)MaxAttachmentMegaBytes * MegaByte)
        {
            errors.Add("maxAttachmentBytes", Bounds.OutOfRange(MegaByte, MaxAttachmentMegaBytes * MegaByte));
        }

        if (settings.AutomaticMailLimit is < 1 or > MaxAutomaticMails)
        {
            errors.Add("automaticMailLimit", Bounds.OutOfRange(1, MaxAutomaticMails));
        }

        if (settings.AutomaticMailMinutes is < 1 or > MaxAutomaticMinutes)
        {
            errors.Add("automaticMailMinutes", Bounds.OutOfRange(1, MaxAutomaticMinutes));
        }

        Journal.JournalBounds.Check(errors, settings);
    }

    private static void CheckAccess(SetupErrors errors, Channel channel, Channel? before, IReadOnlyList<Member> members)
    {
        CheckEnum(errors, "access", channel.Access);
        if (channel.AccessMemberIds.Count > MaxAccessMembers)
        {
            errors.Add("accessMemberIds", Bounds.TooMany(MaxAccessMembers));
        }
        else if (channel.Access == ChannelAccess.Selected && channel.AccessMemberIds.Count == 0)
        {
            errors.Add("accessMemberIds", "members-required");
        }

        foreach (var id in channel.AccessMemberIds.Except(before?.AccessMemberIds ?? []))
        {
            if (members.All(m => m.Id != id))
            {
                errors.Add("accessMemberIds", new Reason("member-missing", "member", id));
            }
        }

        if (channel.Access == ChannelAccess.Owner && channel.OwnerId is null)
        {
            errors.Add("ownerId", "owner-required");
        }
        else if (channel.OwnerId is { } owner && owner != before?.OwnerId && members.All(m => m.Id != owner))
        {
            errors.Add("ownerId", new Reason("member-missing", "member", owner));
        }
    }

    private static void CheckTenant(SetupErrors errors, string tenantId)
    {
        // A tenant becomes a path segment of the sign-in address: nothing but ids and domains may get there.
        if (string.IsNullOrWhiteSpace(tenantId))
        {
            errors.Add("tenantId", "tenant-required");
        }
        else if (!Guid.TryParseExact(tenantId, "D", out _)
            && (!tenantId.Contains('.', StringComparison.Ordinal)
                || tenantId.Length > 255
                || Uri.CheckHostName(tenantId) != UriHostNameType.Dns))
        {
            errors.Add("tenantId", "tenant-malformed");
        }
    }

    private static void CheckClientId(SetupErrors errors, string clientId)
    {
        if (string.IsNullOrWhiteSpace(clientId))
        {
            errors.Add("clientId", "client-id-required");
        }
        else if (!Guid.TryParseExact(clientId, "D", out _))
        {
            errors.Add("clientId", "client-id-malformed");
        }
    }

    private static void CheckEnum<T>(SetupErrors errors, string field, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            errors.Add(field, "value-unknown");
        }
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
