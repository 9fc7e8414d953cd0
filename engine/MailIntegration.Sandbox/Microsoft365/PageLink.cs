namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Next links of lists: the request's own address with another $skip.</summary>
internal static class PageLink
{
    public static string To(GraphRequest request, int skip)
    {
        var mark = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? request.Target : request.Target[..mark];
        var options = (mark < 0 ? "" : request.Target[(mark + 1)..]).Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(option => !IsSkip(option)).Append($"$skip={skip}");
        return $"{request.Root}{path}?{string.Join('&', options)}";
    }

    private static bool IsSkip(string option) =>
        Uri.UnescapeDataString(option.Split('=')[0]).TrimStart('$').Equals("skip", StringComparison.OrdinalIgnoreCase);
}
