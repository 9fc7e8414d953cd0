namespace MailIntegration.Engine.Channels;

/// <summary>
/// Which address passes mail on to which (LO2): the address that people write to forwards to the forwarding address here.
/// An address that forwards to itself by way of others is refused when it is saved.
/// </summary>
public static class ForwardingGraph
{
    /// <summary>The addresses of the circle that this address would close; null when there is none.</summary>
    /// <param name="others">All other addresses of the site.</param>
    public static IReadOnlyList<string>? FindLoop(ChannelAddress address, IEnumerable<ChannelAddress> others)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(others);
        var next = others.Where(o => o.Id != address.Id).Append(address)
            .Where(o => o.Hosted is not null && o.Email != o.MailboxId)
            .GroupBy(o => o.Email, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(o => o.MailboxId).ToList(), StringComparer.Ordinal);
        var way = new List<string>();
        return Walk(address.Email, address.Email, next, way, new HashSet<string>(StringComparer.Ordinal)) ? way : null;
    }

    private static bool Walk(
        string at, string start, Dictionary<string, List<string>> next, List<string> way, HashSet<string> seen)
    {
        way.Add(at);
        foreach (var to in next.GetValueOrDefault(at, []))
        {
            if (to == start)
            {
                way.Add(to);
                return true;
            }

            if (seen.Add(to) && Walk(to, start, next, way, seen))
            {
                return true;
            }
        }

        way.RemoveAt(way.Count - 1);
        return false;
    }
}
