using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Portal;

/// <summary>What may be written on a page, and the key by which it is written once.</summary>
internal static class PageText
{
    private const int MaxKey = 64;

    public static SetupErrors Check(string text, string? key)
    {
        var errors = new SetupErrors();
        if (text.Length is 0 or > PortalAnswers.MaxText)
        {
            errors.Add("text", text.Length == 0 ? new Reason("required") : Bounds.TooLong(PortalAnswers.MaxText));
        }

        if (key is not { Length: > 0 and <= MaxKey } || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            errors.Add("key", "invalid");
        }

        return errors;
    }

    /// <summary>A name as it may stand in a header field.</summary>
    public static string Plain(string name) => string.Concat(name.Where(c => !char.IsControl(c))).Trim();
}
