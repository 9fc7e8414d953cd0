namespace MailIntegration.Web.Portal;

/// <summary>What stands in the address of the contact's page besides the tokens of links.</summary>
public static class PortalKeys
{
    /// <summary>Whoever is signed in to the site.</summary>
    public const string Account = "me";
}
