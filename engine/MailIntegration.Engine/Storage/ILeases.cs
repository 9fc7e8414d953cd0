namespace MailIntegration.Engine.Storage;

/// <summary>Port: who works on what, over all nodes (SY7). A lease saves work; the fence is the cursor's version.</summary>
public interface ILeases
{
    /// <summary>Takes the lease when it is free or ran out.</summary>
    /// <returns>Null when somebody else holds it.</returns>
    Task<Lease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Prolongs a lease; false when it was lost meanwhile: stop working.</summary>
    Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken);

    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken);
}

/// <param name="Token">Rises with every new holder of the same name (fencing token).</param>
public sealed record Lease(string Name, long Token);
