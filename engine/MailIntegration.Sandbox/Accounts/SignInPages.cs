using System.Net;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Accounts;

/// <summary>A permission on the page, and whether people may untick it.</summary>
internal sealed record ShownScope(string Name, string Meaning, bool IsOptional);

/// <summary>The page on which somebody signs in to his account and agrees, in plain HTML.</summary>
internal static class SignInPages
{
    public static string Choose(string provider, string app, IEnumerable<MailUser> users, string? hint, IEnumerable<ShownScope> scopes)
    {
        var all = users.ToList();
        var first = all.FirstOrDefault(u => hint is not null && u.Addresses.Contains(hint)) ?? all.FirstOrDefault();
        var accounts = string.Concat(all.Select(user =>
            $"<label><input type=\"radio\" name=\"account\" value=\"{Text(user.UserPrincipalName)}\"{(user == first ? " checked" : "")}> {Text(user.DisplayName)} <small>{Text(user.Mail ?? user.UserPrincipalName)}</small></label>"));
        var permissions = string.Concat(scopes.Select(scope => scope.IsOptional
            ? $"<label><input type=\"checkbox\" name=\"scope\" value=\"{Text(scope.Name)}\" checked> {Text(scope.Meaning)}</label>"
            : $"<p>{Text(scope.Meaning)}</p>"));
        return Page($"Sign in with {provider}", $"""
            <p class="app">{Text(app)} wants to use your account</p>
            <form method="post">
            <fieldset id="accounts"><legend>Choose an account</legend>{accounts}</fieldset>
            <fieldset id="scopes"><legend>{Text(app)} will be able to</legend>{permissions}</fieldset>
            <p class="buttons"><button name="choice" value="cancel" id="cancel">Cancel</button>
            <button name="choice" value="accept" id="accept" class="primary">Continue</button></p>
            </form>
            """);
    }

    public static string Error(string message) => Page("Access blocked", $"<p id=\"error\">{Text(message)}</p>");

    private static string Page(string title, string body) => $$"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{Text(title)}}</title>
        <style>body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f2f2f2;color:#1b1b1b}main{max-width:440px;margin:6vh auto;padding:28px 36px;background:#fff;box-shadow:0 2px 6px #0003}
        h1{font-size:22px;font-weight:600}fieldset{border:0;padding:0;margin:0 0 16px}legend{font-weight:600;margin-bottom:4px}label{display:block;padding:5px 0}small{color:#666;display:block;margin-left:24px}
        .app{font-weight:600}.buttons{display:flex;gap:8px;justify-content:flex-end}button{padding:7px 18px;border:1px solid #8a8a8a;background:#fff}button.primary{background:#0b57d0;border-color:#0b57d0;color:#fff}</style></head>
        <body><main><h1>{{Text(title)}}</h1>{{body}}</main></body></html>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
