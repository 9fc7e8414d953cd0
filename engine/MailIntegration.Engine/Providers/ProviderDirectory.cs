using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers;

/// <summary>Finds the provider of a channel.</summary>
public sealed class ProviderDirectory
{
    private readonly Dictionary<ProviderKind, IMailProvider> _providers;

    public ProviderDirectory(IEnumerable<IMailProvider> providers)
    {
        _providers = providers.ToDictionary(p => p.Kind);
    }

    /// <summary>Whether the home offers such channels.</summary>
    public bool Has(ProviderKind kind) => _providers.ContainsKey(kind);

    public IMailProvider Get(ProviderKind kind) => _providers.TryGetValue(kind, out var provider)
        ? provider
        : throw new NotSupportedException($"There is no provider for {kind} here.");
}
