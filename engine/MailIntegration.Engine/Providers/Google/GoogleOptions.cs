namespace MailIntegration.Engine.Providers.Google;

/// <summary>Where Google is reached, and what a project may use there.</summary>
public sealed record GoogleOptions
{
    /// <summary>Token endpoint, for example a sandbox's; null takes https://oauth2.googleapis.com/token.</summary>
    public Uri? TokenOverride { get; init; }

    /// <summary>Host of the Gmail and Directory APIs, for example a sandbox; null takes Google's.</summary>
    public Uri? ApiOverride { get; init; }

    /// <summary>Quota units per mailbox and minute. 6,000 for projects made since 2026-05-01, 15,000 at lower prices for older
    /// ones (developers.google.com/workspace/gmail/api/reference/quota).</summary>
    public int UnitsPerUser { get; init; } = 6_000;

    /// <summary>Quota units per project and minute.</summary>
    public int UnitsPerProject { get; init; } = 1_200_000;

    /// <summary>Google itself, or everything of it at one other host, for example a sandbox.</summary>
    public static GoogleOptions Of(Uri? host) => host is null
        ? new GoogleOptions()
        : new GoogleOptions { TokenOverride = new Uri(host, "token"), SignInOverride = new Uri(host, "o/oauth2/v2/auth"), ApiOverride = host, UserInfoOverride = new Uri(host, "v1/userinfo"), RevokeOverride = new Uri(host, "revoke") };

    /// <summary>Where people sign in to one account; null takes Google's.</summary>
    public Uri? SignInOverride { get; init; }

    /// <summary>Tells who an account is; null takes Google's.</summary>
    public Uri? UserInfoOverride { get; init; }

    /// <summary>Where consent is given back; null takes Google's.</summary>
    public Uri? RevokeOverride { get; init; }

    internal Uri Revoke => RevokeOverride ?? new Uri("https://oauth2.googleapis.com/revoke");

    internal Uri UserInfo => UserInfoOverride ?? new Uri("https://openidconnect.googleapis.com/v1/userinfo");

    internal Uri SignIn => SignInOverride ?? new Uri("https://accounts.google.com/o/oauth2/v2/auth");

    internal Uri Token => TokenOverride ?? new Uri("https://oauth2.googleapis.com/token");

    /// <summary>Google's public keys (accounts.google.com/.well-known/openid-configuration, jwks_uri).</summary>
    internal Uri Keys => ApiOverride is { } api ? new Uri(api, "oauth2/v3/certs") : new Uri("https://www.googleapis.com/oauth2/v3/certs");

    internal Uri Gmail => ApiOverride ?? new Uri("https://gmail.googleapis.com/");

    internal Uri Directory => ApiOverride ?? new Uri("https://admin.googleapis.com/");
}

/// <summary>Scopes that an administrator delegates, each used alone so that a missing one can be named.</summary>
public static class GoogleScopes
{
    /// <summary>Reads mail, keeps drafts, sends, and moves mail when a setting says so. Cannot delete for good.</summary>
    public const string Mail = "https://www.googleapis.com/auth/gmail.modify";

    /// <summary>Lists the domain's users with their aliases.</summary>
    public const string Users = "https://www.googleapis.com/auth/admin.directory.user.readonly";

    /// <summary>What a single account is asked for: who it is, and its mail.</summary>
    internal const string Account = "openid email profile " + Mail;

    /// <summary>What an administrator delegates to a service account.</summary>
    public static IReadOnlyList<string> Delegated { get; } = [Mail, Users];
}
