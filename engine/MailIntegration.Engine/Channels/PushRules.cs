using System.Text.RegularExpressions;

namespace MailIntegration.Engine.Channels;

/// <summary>Which settings of notifications are valid (SY8).</summary>
public static partial class PushRules
{
    public const int MaxUrl = 300;
    public const int MaxTopic = 300;

    internal static void Check(SetupErrors errors, MailSettings settings)
    {
        if (!string.IsNullOrEmpty(settings.PublicUrl) && !IsPublicUrl(settings.PublicUrl))
        {
            errors.Add("publicUrl", "public-url-malformed");
        }

        if (!string.IsNullOrEmpty(settings.GooglePushTopic))
        {
            if (settings.GooglePushTopic.Length > MaxTopic || !Topic().IsMatch(settings.GooglePushTopic))
            {
                errors.Add("googlePushTopic", "push-topic-malformed");
            }

            if (string.IsNullOrEmpty(settings.PublicUrl))
            {
                errors.Add("publicUrl", "required");
            }

            if (string.IsNullOrEmpty(settings.GooglePushAccount))
            {
                errors.Add("googlePushAccount", "required");
            }
        }

        if (!string.IsNullOrEmpty(settings.GooglePushAccount) && EmailAddresses.Normalize(settings.GooglePushAccount) is null)
        {
            errors.Add("googlePushAccount", "address-malformed");
        }
    }

    /// <summary>Providers call https only; a sandbox on this machine takes http.</summary>
    private static bool IsPublicUrl(string text) => text.Length <= MaxUrl
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    /// <summary>cloud.google.com/pubsub/docs/pubsub-basics#resource_names.</summary>
    [GeneratedRegex(@"^projects/[a-z][a-z0-9.:-]{4,60}/topics/[A-Za-z][\w.~+%-]{2,254}$", RegexOptions.NonBacktracking)]
    private static partial Regex Topic();
}
