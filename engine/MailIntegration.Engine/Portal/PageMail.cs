using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Portal;

/// <summary>E-mails of a conversation that no provider ever had: they were written on a contact's page, or for it.</summary>
public static class PageMail
{
    /// <summary>Begins the provider's id of what a contact wrote on his page.</summary>
    internal const string FromContact = "portal-";

    /// <summary>Begins the provider's id of what a member wrote for it.</summary>
    internal const string FromMember = "page-";

    /// <summary>Whether a member wrote it for the contact's page.</summary>
    public static bool IsOfMember(EmailView email) => Begins(email, FromMember);

    /// <summary>Whether no mail server brought it to anybody: who does not see it on his page is told by e-mail (CV3).</summary>
    public static bool IsOfPage(EmailView email) => Begins(email, FromMember) || Begins(email, FromContact);

    private static bool Begins(EmailView email, string prefix)
    {
        ArgumentNullException.ThrowIfNull(email);
        return email.Links.Any(l => l.ProviderId.StartsWith(prefix, StringComparison.Ordinal));
    }
}
