namespace MailIntegration.Engine.Processing.Texts;

/// <summary>What the words before a subject's first colon say.</summary>
public enum SubjectPrefix
{
    None,
    Reply,
    Forward,

    /// <summary>A word that means a reply in one language and a forward in another (VS: Finnish and Danish).</summary>
    Either,
}

/// <summary>
/// Reads and takes off the prefixes that mail clients put before subjects when replying and forwarding, in the languages
/// whose clients translate them. RFC 5322 (3.6.5) knows only "Re: "; the rest is what clients do.
/// </summary>
public static class SubjectPrefixes
{
    private const int MaxPrefix = 20;

    private static readonly Dictionary<string, SubjectPrefix> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["re"] = SubjectPrefix.Reply, ["ref"] = SubjectPrefix.Reply, ["res"] = SubjectPrefix.Reply, ["r"] = SubjectPrefix.Reply,
        ["rif"] = SubjectPrefix.Reply, ["aw"] = SubjectPrefix.Reply, ["antw"] = SubjectPrefix.Reply,
        ["antwort"] = SubjectPrefix.Reply, ["antwoord"] = SubjectPrefix.Reply, ["vast"] = SubjectPrefix.Reply, ["ré"] = SubjectPrefix.Reply, ["sv"] = SubjectPrefix.Reply, ["odp"] = SubjectPrefix.Reply,
        ["atb"] = SubjectPrefix.Reply, ["bls"] = SubjectPrefix.Reply, ["ynt"] = SubjectPrefix.Reply, ["ΑΠ"] = SubjectPrefix.Reply,
        ["ΣΧΕΤ"] = SubjectPrefix.Reply, ["השב"] = SubjectPrefix.Reply, ["תשובה"] = SubjectPrefix.Reply, ["رد"] = SubjectPrefix.Reply,
        ["回复"] = SubjectPrefix.Reply, ["回覆"] = SubjectPrefix.Reply, ["答复"] = SubjectPrefix.Reply,
        ["vs"] = SubjectPrefix.Either,
        ["fw"] = SubjectPrefix.Forward, ["fwd"] = SubjectPrefix.Forward, ["wg"] = SubjectPrefix.Forward,
        ["tr"] = SubjectPrefix.Forward, ["rv"] = SubjectPrefix.Forward, ["enc"] = SubjectPrefix.Forward,
        ["i"] = SubjectPrefix.Forward, ["pd"] = SubjectPrefix.Forward, ["vb"] = SubjectPrefix.Forward,
        ["vl"] = SubjectPrefix.Forward, ["doorst"] = SubjectPrefix.Forward, ["doorgestuurd"] = SubjectPrefix.Forward, ["fs"] = SubjectPrefix.Forward,
        ["trs"] = SubjectPrefix.Forward, ["yml"] = SubjectPrefix.Forward, ["ilt"] = SubjectPrefix.Forward,
        ["İLT"] = SubjectPrefix.Forward, ["i̇lt"] = SubjectPrefix.Forward, ["redir."] = SubjectPrefix.Forward,
        ["redir"] = SubjectPrefix.Forward, ["videresend"] = SubjectPrefix.Forward, ["továbbítás"] = SubjectPrefix.Forward,
        ["ΠΡΘ"] = SubjectPrefix.Forward, ["הועבר"] = SubjectPrefix.Forward, ["إعادة توجيه"] = SubjectPrefix.Forward,
        ["转发"] = SubjectPrefix.Forward, ["轉寄"] = SubjectPrefix.Forward,
    };

    /// <summary>The outermost prefix, which says what the sender did last.</summary>
    public static SubjectPrefix Of(string? subject) => TryTake((subject ?? "").AsSpan().Trim(), out var prefix, out _)
        ? prefix
        : SubjectPrefix.None;

    /// <summary>The subject without the prefixes of one kind that stand first, however often they are repeated.</summary>
    public static string Strip(string? subject, SubjectPrefix kind)
    {
        var rest = (subject ?? "").AsSpan().Trim();
        while (TryTake(rest, out var prefix, out var next) && (prefix == kind || prefix == SubjectPrefix.Either))
        {
            rest = next;
        }

        return rest.Trim().ToString();
    }

    private static bool TryTake(ReadOnlySpan<char> subject, out SubjectPrefix prefix, out ReadOnlySpan<char> rest)
    {
        prefix = SubjectPrefix.None;
        rest = subject;
        var window = subject[..Math.Min(subject.Length, MaxPrefix)];
        var colon = window.IndexOfAny(':', '：');
        if (colon <= 0)
        {
            return false;
        }

        // Re[5]: and Re(2): count the replies.
        var word = window[..colon].TrimEnd();
        var bracket = word.IndexOfAny('[', '(');
        if (bracket > 0 && word[^1] is ']' or ')' && word[(bracket + 1)..^1].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            word = word[..bracket].TrimEnd();
        }

        if (!Words.TryGetValue(word.ToString(), out prefix))
        {
            return false;
        }

        rest = subject[(colon + 1)..].TrimStart();
        return true;
    }
}
