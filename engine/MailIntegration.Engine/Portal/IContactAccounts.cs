namespace MailIntegration.Engine.Portal;

/// <summary>Port: which people outside have an account of the site, in homes that have accounts.</summary>
public interface IContactAccounts
{
    /// <summary>Those of the addresses that are the proven address of an account that may sign in.</summary>
    /// <param name="addresses">Normalised.</param>
    Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);
}

/// <summary>A home without accounts.</summary>
internal sealed class NoContactAccounts : IContactAccounts
{
    public Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>(StringComparer.Ordinal));
}
