namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Writes msg-id fields.</summary>
internal static class MessageIdWriter
{
    /// <summary>Longer References fields make some servers refuse or cut the mail.</summary>
    private const int LongestField = 1400;

    public static void One(HeaderWriter writer, string name, string id)
    {
        writer.Begin(name);
        writer.Token($"<{id}>");
        writer.End();
    }

    /// <summary>
    /// Writes a list of ids, as many as fit: the first, which names the conversation, and the last ones, which name the nearest
    /// ancestors (RFC 5322 section 3.6.4 leaves out the middle too). Ids that cannot be written are left out.
    /// </summary>
    public static void Many(HeaderWriter writer, string name, IReadOnlyList<string> ids)
    {
        var kept = Keep(ids);
        if (kept.Count == 0)
        {
            return;
        }

        writer.Begin(name);
        foreach (var id in kept)
        {
            writer.Token($"<{id}>");
        }

        writer.End();
    }

    /// <summary>The ids that are written.</summary>
    public static List<string> Keep(IReadOnlyList<string> ids)
    {
        var usable = ids.Where(HeaderGuard.IsId).Distinct(StringComparer.Ordinal).ToList();
        if (usable.Count == 0)
        {
            return usable;
        }

        // Five more characters each: brackets and a fold.
        var room = LongestField - usable[0].Length - 5;
        var start = usable.Count;
        while (start > 1 && room >= usable[start - 1].Length + 5)
        {
            start--;
            room -= usable[start].Length + 5;
        }

        // The nearest ancestor matters more than the first.
        return start == usable.Count && usable.Count > 1 ? [usable[^1]] : [usable[0], .. usable[start..]];
    }
}
