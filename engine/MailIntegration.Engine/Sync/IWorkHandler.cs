using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// Does the work items of one kind, besides those that the sync itself knows. Executing one twice is harmless. One that
/// throws is tried again later, as often as it takes.
/// </summary>
public interface IWorkHandler
{
    /// <summary>The <see cref="WorkItem.Kind"/> that it takes.</summary>
    string Kind { get; }

    Task HandleAsync(WorkItem item, CancellationToken cancellationToken);
}
