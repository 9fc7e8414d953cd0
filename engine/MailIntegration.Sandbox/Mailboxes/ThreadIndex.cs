using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Finds the thread of a message by the ids that it names; one index for a mailbox.</summary>
internal sealed partial class ThreadIndex
{
    private readonly ConcurrentDictionary<string, string> _threads = new(StringComparer.Ordinal);

    /// <summary>The thread that a message belongs to; its own Message-ID when it starts one.</summary>
    public string Assign(HeaderBlock header)
    {
        var own = header.GetId("Message-ID") ?? Guid.NewGuid().ToString("N");
        var named = Ids(header.Get("References")).Concat(Ids(header.Get("In-Reply-To"))).ToList();
        var thread = named.Append(own)
            .Select(id => _threads.GetValueOrDefault(id))
            .FirstOrDefault(known => known is not null) ?? named.FirstOrDefault() ?? own;
        foreach (var id in named.Append(own))
        {
            _threads.TryAdd(id, thread);
        }

        return thread;
    }

    private static IEnumerable<string> Ids(string? value) =>
        value is null ? [] : Pattern().Matches(value).Select(match => match.Groups[1].Value);

    [GeneratedRegex("<([^<>\\s]+)>", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
