using MailIntegration.Engine;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Tickets;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>Between the engine's records and what Orchard stores.</summary>
internal static class SetupMapping
{
    public static Channel ToChannel(ContentItem item, MailChannelPart part, MailSetupItemState state) => new()
    {
        Id = part.ChannelId,
        Provider = part.Provider,
        Name = item.DisplayText ?? "",
        SenderName = part.SenderName,
        IsActive = part.IsActive,
        Access = part.Access,
        AccessMemberIds = part.AccessMemberIds,
        OwnerId = part.OwnerId,
        Microsoft365 = part.Provider == ProviderKind.Microsoft365 && part.AccountId.Length == 0
            ? new Microsoft365Connection
            {
                TenantId = part.TenantId,
                Cloud = part.Cloud,
                ClientId = part.ClientId,
                ProtectedSecret = state.ProtectedSecret,
                ProtectedCertificate = state.ProtectedCertificate,
                CredentialExpires = state.CredentialExpires,
            }
            : null,
        Google = part.Provider == ProviderKind.Gmail && part.AccountId.Length == 0
            ? new GoogleWorkspaceConnection
            {
                Domain = part.Domain,
                AdminEmail = part.AdminEmail,
                ClientEmail = part.ServiceAccount,
                ClientId = part.ServiceAccountId,
                ProtectedKey = state.ProtectedKey ?? "",
            }
            : null,
        Account = part.AccountId.Length > 0
            ? new AccountConnection
            {
                Email = part.AccountEmail,
                AccountId = part.AccountId,
                ProtectedToken = state.ProtectedToken ?? "",
                SignedInAt = state.SignedInAt,
            }
            : null,
        Attention = ToReason(state.Attention) ?? MissingCredential(part, state),
        AttentionSince = state.AttentionSince,
        Version = state.Version,
    };

    public static void Write(Channel channel, ContentItem item, MailSetupItemState state)
    {
        state.ProtectedSecret = channel.Microsoft365?.ProtectedSecret;
        state.ProtectedCertificate = channel.Microsoft365?.ProtectedCertificate;
        state.CredentialExpires = channel.Microsoft365?.CredentialExpires;
        state.ProtectedKey = channel.Google?.ProtectedKey;
        state.ProtectedToken = channel.Account?.ProtectedToken;
        state.SignedInAt = channel.Account?.SignedInAt;
        state.Attention = FromReason(channel.Attention);
        state.AttentionSince = channel.AttentionSince;
        item.DisplayText = channel.Name;
        item.Alter<MailChannelPart>(part =>
        {
            part.ChannelId = channel.Id;
            part.Provider = channel.Provider;
            part.SenderName = channel.SenderName;
            part.IsActive = channel.IsActive;
            part.Access = channel.Access;
            part.AccessMemberIds = [.. channel.AccessMemberIds];
            part.OwnerId = channel.OwnerId;
            part.TenantId = channel.Microsoft365?.TenantId ?? "";
            part.Cloud = channel.Microsoft365?.Cloud ?? MicrosoftCloud.Global;
            part.ClientId = channel.Microsoft365?.ClientId;
            part.Domain = channel.Google?.Domain ?? "";
            part.AdminEmail = channel.Google?.AdminEmail ?? "";
            part.ServiceAccount = channel.Google?.ClientEmail ?? "";
            part.ServiceAccountId = channel.Google?.ClientId ?? "";
            part.AccountEmail = channel.Account?.Email ?? "";
            part.AccountId = channel.Account?.AccountId ?? "";
        });
    }

    public static ChannelAddress ToAddress(ContentItem item, MailAddressPart part, MailSetupItemState state) => new()
    {
        Id = part.AddressId,
        ChannelId = part.ChannelId,
        Email = part.Email,
        DisplayName = item.DisplayText ?? "",
        MailboxId = part.MailboxId,
        IsPaused = part.IsPaused,
        Links = part.Links.Select(l => new AddressLink(l.Kind, l.TargetId)).ToArray(),
        Folders = part.Folders,
        SyncFrom = part.SyncFrom,
        Aliases = part.Aliases,
        Hosted = ToHosted(part.Hosted),
        FromNameRule = part.FromNameRule,
        SignatureHtml = part.SignatureHtml,
        UnknownSenders = part.UnknownSenders,
        Routing = new AddressRouting
        {
            Mode = part.Mode,
            FileInDossier = part.FileInDossier,
            Assignment = new AssignmentRules
            {
                IsAutomatic = part.AssignAutomatically,
                ToContactOwner = part.AssignToOwner,
                Targets = part.AssignTargets.Select(l => new AddressLink(l.Kind, l.TargetId)).ToArray(),
                OnlyAvailable = part.AssignOnlyAvailable,
            },
        },
        Tickets = new TicketRules
        {
            IsEnabled = part.TicketsEnabled, Categories = part.TicketCategories, Priority = part.TicketPriority,
        },
        Version = state.Version,
    };

    public static void Write(ChannelAddress address, ContentItem item)
    {
        item.DisplayText = address.DisplayName;
        item.Alter<MailAddressPart>(part =>
        {
            part.AddressId = address.Id;
            part.ChannelId = address.ChannelId;
            part.Email = address.Email;
            part.MailboxId = address.MailboxId;
            part.IsPaused = address.IsPaused;
            part.Links = address.Links.Select(l => new MailAddressLink { Kind = l.Kind, TargetId = l.TargetId }).ToArray();
            part.Folders = [.. address.Folders];
            part.SyncFrom = address.SyncFrom;
            part.Aliases = [.. address.Aliases];
            part.Hosted = FromHosted(address.Hosted);
            part.FromNameRule = address.FromNameRule;
            part.SignatureHtml = address.SignatureHtml;
            part.UnknownSenders = address.UnknownSenders;
            part.Mode = address.Routing.Mode;
            part.FileInDossier = address.Routing.FileInDossier;
            part.AssignAutomatically = address.Routing.Assignment.IsAutomatic;
            part.AssignToOwner = address.Routing.Assignment.ToContactOwner;
            part.AssignTargets = address.Routing.Assignment.Targets
                .Select(l => new MailAddressLink { Kind = l.Kind, TargetId = l.TargetId }).ToArray();
            part.AssignOnlyAvailable = address.Routing.Assignment.OnlyAvailable;
            part.TicketsEnabled = address.Tickets.IsEnabled;
            part.TicketCategories = [.. address.Tickets.Categories];
            part.TicketPriority = address.Tickets.Priority;
        });
    }

    public static MailSettings ToSettings(MailIntegrationSettings settings, MailSetupItemState state) => new()
    {
        Enabled = settings.Enabled,
        Mode = settings.Mode,
        FileInDossier = settings.FileInDossier,
        IgnoreByPreferredMethod = settings.IgnoreByPreferredMethod,
        InviteOnFirstMail = settings.InviteOnFirstMail,
        TwoStepForTasks = settings.TwoStepForTasks,
        FirstSyncDays = settings.FirstSyncDays,
        MaxChannels = settings.MaxChannels,
        FollowProviderReads = settings.FollowProviderReads,
        FollowProviderDeletes = settings.FollowProviderDeletes,
        FollowProviderMoves = settings.FollowProviderMoves,
        WriteBack = settings.WriteBack,
        CompanyName = settings.CompanyName,
        InboundDomain = settings.InboundDomain,
        MaxAttachmentBytes = settings.MaxAttachmentBytes,
        AutomaticMailLimit = settings.AutomaticMailLimit,
        AutomaticMailMinutes = settings.AutomaticMailMinutes,
        UnknownSenders = settings.UnknownSenders,
        CreateContactsFor = settings.CreateContactsFor,
        JournalHours = settings.JournalHours,
        SiteSenderId = settings.SiteSenderId,
        NoteOpenings = settings.NoteOpenings,
        Notices = settings.Notices,
        EqualSubjects = settings.EqualSubjects,
        ForwardsToOriginalSender = settings.ForwardsToOriginalSender,
        PublicUrl = settings.PublicUrl,
        GooglePushTopic = settings.GooglePushTopic,
        GooglePushAccount = settings.GooglePushAccount,
        Microsoft = string.IsNullOrEmpty(settings.MicrosoftClientId)
            ? null
            : new MicrosoftRegistration
            {
                ClientId = settings.MicrosoftClientId,
                Cloud = settings.MicrosoftCloud,
                ProtectedSecret = state.ProtectedSecret,
                ProtectedCertificate = state.ProtectedCertificate,
                CredentialExpires = state.CredentialExpires,
            },
        Google = string.IsNullOrEmpty(settings.GoogleClientId)
            ? null
            : new GoogleRegistration { ClientId = settings.GoogleClientId, ProtectedSecret = state.ProtectedKey },
        Version = state.Version,
    };

    public static void Write(MailSettings settings, MailIntegrationSettings target, MailSetupItemState state)
    {
        target.Enabled = settings.Enabled;
        target.Mode = settings.Mode;
        target.FileInDossier = settings.FileInDossier;
        target.IgnoreByPreferredMethod = settings.IgnoreByPreferredMethod;
        target.InviteOnFirstMail = settings.InviteOnFirstMail;
        target.TwoStepForTasks = settings.TwoStepForTasks;
        target.FirstSyncDays = settings.FirstSyncDays;
        target.MaxChannels = settings.MaxChannels;
        target.FollowProviderReads = settings.FollowProviderReads;
        target.FollowProviderDeletes = settings.FollowProviderDeletes;
        target.FollowProviderMoves = settings.FollowProviderMoves;
        target.WriteBack = settings.WriteBack;
        target.CompanyName = settings.CompanyName;
        target.InboundDomain = settings.InboundDomain;
        target.MaxAttachmentBytes = settings.MaxAttachmentBytes;
        target.AutomaticMailLimit = settings.AutomaticMailLimit;
        target.AutomaticMailMinutes = settings.AutomaticMailMinutes;
        target.UnknownSenders = settings.UnknownSenders;
        target.CreateContactsFor = [.. settings.CreateContactsFor];
        target.JournalHours = settings.JournalHours;
        target.SiteSenderId = settings.SiteSenderId;
        target.NoteOpenings = settings.NoteOpenings;
        target.Notices = settings.Notices;
        target.EqualSubjects = settings.EqualSubjects;
        target.ForwardsToOriginalSender = settings.ForwardsToOriginalSender;
        target.PublicUrl = settings.PublicUrl;
        target.GooglePushTopic = settings.GooglePushTopic;
        target.GooglePushAccount = settings.GooglePushAccount;
        target.MicrosoftClientId = settings.Microsoft?.ClientId;
        target.MicrosoftCloud = settings.Microsoft?.Cloud ?? MicrosoftCloud.Global;
        target.GoogleClientId = settings.Google?.ClientId;
        state.ProtectedKey = settings.Google?.ProtectedSecret;
        state.ProtectedSecret = settings.Microsoft?.ProtectedSecret;
        state.ProtectedCertificate = settings.Microsoft?.ProtectedCertificate;
        state.CredentialExpires = settings.Microsoft?.CredentialExpires;
    }

    /// <summary>An item that came by a recipe has no secret yet: it waits for it instead of failing at the provider.</summary>
    private static Reason? MissingCredential(MailChannelPart part, MailSetupItemState state)
    {
        if (part.AccountId.Length > 0)
        {
            return state.ProtectedToken is null ? new Reason("account-sign-in-needed", "email", part.AccountEmail) : null;
        }

        if (part.Provider == ProviderKind.Gmail)
        {
            return state.ProtectedKey is null ? new Reason("google-key-required") : null;
        }

        return part.ClientId is not null && state.ProtectedSecret is null && state.ProtectedCertificate is null
            ? new Reason("credential-required")
            : null;
    }

    private static HostedAddress? ToHosted(MailHostedRules? stored) => stored is null ? null : new HostedAddress
    {
        RequireSignature = stored.RequireSignature,
        TrustedServer = stored.TrustedServer,
        AllowedSenders = stored.AllowedSenders,
        DeniedSenders = stored.DeniedSenders,
        SpamThreshold = stored.SpamThreshold,
        SendVia = stored.SendVia,
    };

    private static MailHostedRules? FromHosted(HostedAddress? hosted) => hosted is null ? null : new MailHostedRules
    {
        RequireSignature = hosted.RequireSignature,
        TrustedServer = hosted.TrustedServer,
        AllowedSenders = [.. hosted.AllowedSenders],
        DeniedSenders = [.. hosted.DeniedSenders],
        SpamThreshold = hosted.SpamThreshold,
        SendVia = hosted.SendVia,
    };

    private static Reason? ToReason(EmailReason? stored) => stored is null ? null : new Reason(stored.Code, stored.Args);

    private static EmailReason? FromReason(Reason? reason) => reason is null
        ? null
        : new EmailReason { Code = reason.Code, Args = reason.Args.ToDictionary() };
}
