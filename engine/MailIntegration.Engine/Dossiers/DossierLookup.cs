namespace MailIntegration.Engine.Dossiers;

/// <summary>Finds dossiers of whatever kind, without looking at who asks: for what nobody asks by hand.</summary>
public sealed class DossierLookup
{
    private readonly IReadOnlyList<IDossiers> _kinds;

    public DossierLookup(IEnumerable<IDossiers> kinds)
    {
        _kinds = kinds.ToList();
    }

    /// <param name="key">See <see cref="DossierRef.Key"/>.</param>
    /// <returns>Null when there is no such dossier, or no longer.</returns>
    public async Task<DossierRef?> FindAsync(string? key, CancellationToken cancellationToken) =>
        DossierRef.Parse(key) is var (kind, id)
        && _kinds.FirstOrDefault(k => k.Kind == kind) is { } dossiers
        && await dossiers.FindAsync([id], cancellationToken) is [var found, ..]
            ? found
            : null;
}
