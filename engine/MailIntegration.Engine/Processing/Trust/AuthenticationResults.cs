namespace MailIntegration.Engine.Processing.Trust;

/// <summary>One result of a check, for example <c>dkim=pass header.d=example.com</c>.</summary>
/// <param name="Method">spf, dkim, dmarc and others, lower case.</param>
/// <param name="Result">pass, fail, softfail, none and others, lower case.</param>
/// <param name="Domain">The domain that was checked, lower case; null when the result names none.</param>
public sealed record AuthenticationResult(string Method, string Result, string? Domain);

/// <summary>
/// Reads Authentication-Results (RFC 8601). Anybody can write such a field into a mail: only the topmost one counts, and
/// only when it carries the id of the server that the site trusts (section 5).
/// </summary>
public static class AuthenticationResults
{
    private const int MaxResults = 50;

    /// <param name="field">The topmost field of the mail.</param>
    /// <param name="serverId">The server that the site trusts; null when its server writes no id.</param>
    /// <returns>The results of the trusted server; empty when there are none.</returns>
    public static IReadOnlyList<AuthenticationResult> Read(string? field, string? serverId)
    {
        if (field is null)
        {
            return [];
        }

        var parts = WithoutComments(field).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var first = 0;
        if (serverId is not null)
        {
            var id = parts.Length > 0 ? parts[0].Split((char[]?)null, 2)[0] : "";
            if (!string.Equals(id, serverId, StringComparison.OrdinalIgnoreCase))
            {
                return [];
            }

            first = 1;
        }

        return parts.Skip(first).Take(MaxResults).Select(Result).OfType<AuthenticationResult>().ToList();
    }

    private static AuthenticationResult? Result(string part)
    {
        var words = part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var equals = words.Length > 0 ? words[0].IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals <= 0)
        {
            return null;
        }

        string? domain = null;
        foreach (var word in words.Skip(1))
        {
            var (name, value) = word.Split('=', 2) is [var n, var v] ? (n.ToLowerInvariant(), v.Trim('"')) : ("", "");
            if (name is "header.d" or "header.from" or "smtp.mailfrom" or "header.i" && value.Length > 0 && (domain is null || name == "header.d"))
            {
                domain = value[(value.LastIndexOf('@') + 1)..].ToLowerInvariant();
            }
        }

        return new AuthenticationResult(
            words[0][..equals].ToLowerInvariant(), words[0][(equals + 1)..].ToLowerInvariant(), domain);
    }

    /// <summary>Comments in brackets may hold anything, semicolons included.</summary>
    private static string WithoutComments(string text)
    {
        var output = new System.Text.StringBuilder(text.Length);
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
            {
                output.Append(c);
            }

            depth -= c == ')' && depth > 0 ? 1 : 0;
        }

        return output.ToString();
    }
}
