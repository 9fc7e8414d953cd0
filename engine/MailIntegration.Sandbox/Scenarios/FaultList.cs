using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Scenarios;

/// <summary>The faults that are switched on. Safe for concurrent use.</summary>
public sealed class FaultList
{
    private readonly Lock _gate = new();
    private Fault[] _faults = [];
    private int _lastId;

    public IReadOnlyList<Fault> All => Volatile.Read(ref _faults);

    public Fault Add(Fault fault)
    {
        lock (_gate)
        {
            fault.Id = ++_lastId;
            Volatile.Write(ref _faults, [.. _faults, fault]);
            return fault;
        }
    }

    /// <returns>False when there is no such fault.</returns>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            var left = _faults.Where(fault => fault.Id != id).ToArray();
            var removed = left.Length != _faults.Length;
            Volatile.Write(ref _faults, left);
            return removed;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            Volatile.Write(ref _faults, []);
        }
    }

    /// <summary>The first fault of a kind whose turn it is for this request; counts the request.</summary>
    internal Fault? Take(FaultKind kind, in FaultTarget target) => Take(kind, role: null, target);

    /// <summary>Likewise, for faults that concern one permission only.</summary>
    internal Fault? Take(FaultKind kind, string? role, in FaultTarget target)
    {
        foreach (var fault in Volatile.Read(ref _faults))
        {
            if (fault.Kind == kind && (role is null || fault.Role is null || fault.Role == role)
                && Matches(fault, target) && fault.Take())
            {
                return fault;
            }
        }

        return null;
    }

    private static bool Matches(Fault fault, in FaultTarget target) =>
        (fault.Method is null || string.Equals(fault.Method, target.Method, StringComparison.OrdinalIgnoreCase))
        && (fault.Path is null || target.PathAndQuery.Contains(fault.Path, StringComparison.OrdinalIgnoreCase))
        && (fault.Mailbox is null || target.User is { } user && Names(user, fault.Mailbox));

    private static bool Names(MailUser user, string mailbox) => user.Addresses.Append(user.UserPrincipalName).Append(user.Id)
        .Any(name => string.Equals(name, mailbox, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a fault is matched against.</summary>
/// <param name="User">Whose mailbox the request is about; null when it is about none.</param>
internal readonly record struct FaultTarget(string Method, string PathAndQuery, MailUser? User);
