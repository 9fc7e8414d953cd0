using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Pages;

/// <summary>What the home's own pages below the mount path share with ours.</summary>
public static class ShellPage
{
    /// <summary>The mount path as the browser sees it; without a closing slash.</summary>
    public static string BasePath(HttpContext context) => MountPath.Of(context);

    /// <summary>The language of the page: <c>en</c>, <c>nl</c> or <c>de</c>.</summary>
    public static string Language(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Cultures.Of(context.Request);
    }

    /// <summary>What every page of the client names, for <see cref="ClientFiles.Render"/>.</summary>
    public static Dictionary<string, string> Values(HttpContext context, ClientFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["base"] = BasePath(context),
            ["version"] = files.Version,
            ["lang"] = Language(context),
            ["title"] = "Mail",
        };
    }
}
