using OrchardCore.Security.Permissions;

namespace OrchardCore.MailIntegration.Permissions;

/// <summary>What a role can be given. Names are stored with the roles: never rename one.</summary>
public static class MailPermissions
{
    /// <summary>The site-wide settings: master switch, processing mode, the site's application registration.</summary>
    public static readonly Permission ManageMailSettings =
        new("ManageMailIntegrationSettings", "Mail integration: manage settings", isSecurityCritical: true);

    /// <summary>Connect, change, reconnect and delete environments and addresses.</summary>
    public static readonly Permission ManageMailChannels =
        new("ManageMailChannels", "Mail integration: manage environments and addresses", isSecurityCritical: true);

    /// <summary>A manager: all e-mail, except that of other people's owner-only environments.</summary>
    public static readonly Permission ViewAllMail =
        new("ViewAllMail", "Mail integration: read all e-mail", isSecurityCritical: true);

    /// <summary>A member: e-mail that is linked to him directly, by role or by process team.</summary>
    public static readonly Permission ViewLinkedMail =
        new("ViewLinkedMail", "Mail integration: read e-mail linked to oneself", [ViewAllMail]);

    /// <summary>A member who sees of the e-mail that is linked to him only conversations that he follows or is assigned (CV5).</summary>
    public static readonly Permission ViewFollowedMail =
        new("ViewFollowedMail", "Mail integration: read followed conversations of the e-mail linked to oneself", [ViewLinkedMail]);

    /// <summary>A member: links an e-mail account of his own, which he alone reads at first.</summary>
    public static readonly Permission LinkOwnMailAccount =
        new("LinkOwnMailAccount", "Mail integration: link an own e-mail account");

    /// <summary>See and change contacts.</summary>
    public static readonly Permission ManageMailContacts =
        new("ManageMailContacts", "Mail integration: manage contacts");

    /// <summary>See and change process teams: decides who reads which mail.</summary>
    public static readonly Permission ManageProcessTeams =
        new("ManageProcessTeams", "Mail integration: manage process teams", isSecurityCritical: true);

    /// <summary>The journal: which mail went out and came in, with addresses and subjects, of the last days.</summary>
    public static readonly Permission ViewMailJournal =
        new("ViewMailJournal", "Mail integration: view the messaging centre's journal", isSecurityCritical: true);

    /// <summary>Templates of mails: what the site says by itself.</summary>
    public static readonly Permission ManageMailTemplates =
        new("ManageMailTemplates", "Mail integration: manage templates of e-mails", isSecurityCritical: true);

    /// <summary>Make and change the rules that act on e-mail by themselves.</summary>
    public static readonly Permission ManageMailRules =
        new("ManageMailRules", "Mail integration: manage rules", isSecurityCritical: true);

    public static readonly IReadOnlyList<Permission> All =
    [
        ViewMailJournal, ManageMailTemplates,
        ManageMailSettings, ManageMailChannels, ViewAllMail, ViewLinkedMail, ViewFollowedMail, LinkOwnMailAccount, ManageMailContacts, ManageProcessTeams,
        ManageMailRules,
    ];

    /// <summary>What it takes to see content of a type of ours; null for other types.</summary>
    public static Permission? NeededFor(string type) => type switch
    {
        // Never by content permissions: which member reads which e-mail is decided per mail, in the mail centre.
        MailConstants.ContentTypes.Email => ViewAllMail,
        MailConstants.ContentTypes.Channel or MailConstants.ContentTypes.Address => ManageMailChannels,
        MailConstants.ContentTypes.Contact => ManageMailContacts,
        MailConstants.ContentTypes.Team => ManageProcessTeams,
        MailConstants.ContentTypes.Template => ManageMailTemplates,
        _ => null,
    };
}
