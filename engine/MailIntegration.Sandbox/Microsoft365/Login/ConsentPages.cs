using System.Net;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>The pages of the sign-in, in plain HTML.</summary>
internal static class ConsentPages
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["Mail.ReadBasic.All"] = "Read basic mail in all mailboxes",
        ["Mail.Read"] = "Read mail in all mailboxes",
        ["Mail.ReadWrite"] = "Read and write mail in all mailboxes",
        ["Mail.Send"] = "Send mail as any user",
        ["User.Read.All"] = "Read all users' full profiles",
        ["User.ReadBasic.All"] = "Read all users' basic profiles",
        ["MailboxSettings.Read"] = "Read all user mailbox settings",
    };

    public static string Consent(ConsentRequest consent, IReadOnlyList<Organisation> organisations)
    {
        var accounts = string.Concat(organisations.SelectMany(organisation =>
            organisation.Users.Where(user => user.AccountEnabled).OrderByDescending(user => user.IsAdmin)
                .Select(user => Account(organisation, user))));
        var permissions = string.Concat(consent.Shown.Select(name =>
            $"<li><strong>{Text(name)}</strong> {Text(Meanings.GetValueOrDefault(name, ""))}</li>"));
        return Page("Permissions requested", $"""
            <p class="app">{Text(consent.App.DisplayName)}</p>
            <p>This application asks for these permissions in your organization:</p>
            <ul id="permissions">{permissions}</ul>
            <form method="post">
            <fieldset><legend>Sign in as</legend>{accounts}</fieldset>
            <p>If you accept, this app will get access to the specified resources for all users in your organization.</p>
            <p class="buttons"><button name="choice" value="cancel" id="cancel">Cancel</button>
            <button name="choice" value="accept" id="accept" class="primary">Accept</button></p>
            </form>
            """);
    }

    public static string NeedsAdministrator(ConsentRequest consent, MailUser user, string returnLink) => Page("Need admin approval", $"""
        <p class="app">{Text(consent.App.DisplayName)}</p>
        <p>{Text(consent.App.DisplayName)} needs permission to access resources in your organization that only an admin can grant.
        Please ask an admin to grant permission to this app before you can use it.</p>
        <p>Signed in as {Text(user.UserPrincipalName)}.</p>
        <p><a href="" id="other-account">Have an admin account? Sign in with that account</a></p>
        <p><a href="{Text(returnLink)}" id="return">Return to the application without granting consent</a></p>
        """);

    public static string Error(string message) => Page("Sorry, but we're having trouble signing you in.", $"<p id=\"error\">{Text(message)}</p>");

    private static string Account(Organisation organisation, MailUser user)
    {
        var role = user.IsAdmin ? "administrator" : "not an administrator";
        var check = user.IsAdmin ? " checked" : "";
        return $"""
            <label><input type="radio" name="account" value="{Text(user.UserPrincipalName)}"{check}>
            {Text(user.DisplayName)} <small>{Text(user.UserPrincipalName)}, {Text(organisation.Name)}, {role}</small></label>
            """;
    }

    private static string Page(string title, string body) => $$"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{Text(title)}}</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; background: #f2f2f2; color: #1b1b1b; margin: 0; }
        main { max-width: 30rem; margin: 3rem auto; padding: 2rem 2.5rem; background: #fff; box-shadow: 0 2px 6px #0003; }
        h1 { font-size: 1.4rem; font-weight: 600; } .app { font-weight: 600; font-size: 1.1rem; } small { color: #595959; }
        label { display: block; padding: .2rem 0; } fieldset { border: 1px solid #ccc; } .note { color: #595959; font-size: .85rem; }
        .buttons { text-align: right; } button { font: inherit; padding: .4rem 1.5rem; border: 0; background: #ddd; }
        .primary { background: #0067b8; color: #fff; }
        </style></head>
        <body><main><p class="note">Sandbox: a simulated sign-in. No real account is involved.</p>
        <h1>{{Text(title)}}</h1>{{body}}</main></body></html>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
