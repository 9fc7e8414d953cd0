using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Writing;

/// <summary>The addresses that are ours: activated ones and their aliases (LO2).</summary>
public sealed class OwnAddresses
{
    private readonly HashSet<string> _addresses;

    private OwnAddresses(HashSet<string> addresses)
    {
        _addresses = addresses;
    }

    /// <summary>Nobody's.</summary>
    public static OwnAddresses None { get; } = new([]);

    public static OwnAddresses Of(MailSetup setup, string? siteAddress = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var addresses = setup.Addresses.SelectMany(a => a.Aliases.Append(a.Email)).ToHashSet(StringComparer.Ordinal);
        if (EmailAddresses.Normalize(siteAddress) is { } site)
        {
            addresses.Add(site);
        }

        return new OwnAddresses(addresses);
    }

    public bool Contains(string? address) =>
        EmailAddresses.Normalize(address) is { } normalized && _addresses.Contains(normalized);
}
