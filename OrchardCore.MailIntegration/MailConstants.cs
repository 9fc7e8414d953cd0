namespace OrchardCore.MailIntegration;

/// <summary>Names that are stored or that other modules use: never change one.</summary>
public static class MailConstants
{
    /// <summary>The YesSql collection of e-mails and everything that is written with them.</summary>
    public const string Collection = "Mail";

    /// <summary>Display type and editor group under which an e-mail's parts show in the mail centre's side panel.</summary>
    public const string SidePanelDisplayType = "MailCentre";

    /// <summary>Where contacts reach their conversations, below the site's address.</summary>
    public const string PortalPath = "/mail-portal";

    public static class Features
    {
        /// <summary>Domain, content types and sync; also the assembly's name.</summary>
        public const string Core = "OrchardCore.MailIntegration";

        public const string Microsoft365 = "OrchardCore.MailIntegration.Microsoft365";

        public const string Google = "OrchardCore.MailIntegration.Google";

        public const string Hosted = "OrchardCore.MailIntegration.Hosted";

        public const string MailCentre = "OrchardCore.MailIntegration.MailCentre";

        public const string Workflows = "OrchardCore.MailIntegration.Workflows";
    }

    public static class ContentTypes
    {
        public const string Email = "Email";
        public const string Channel = "MailChannel";
        public const string Address = "MailAddress";
        public const string Contact = "MailContact";
        public const string Team = "ProcessTeam";
        public const string Template = "MailTemplate";

        /// <summary>The types whose items are ordinary content: few, edited by people.</summary>
        public static readonly string[] Ordinary = [Channel, Address, Contact, Team, Template];
    }
}
