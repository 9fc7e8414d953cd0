using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation;

/// <summary>
/// Hears of every event, in order, at least once: a crash between hearing and forgetting repeats it, so listeners are
/// idempotent by <see cref="MailEvent.Id"/>. A listener that throws is logged and does not keep the others from hearing.
/// </summary>
public interface IMailEventListener
{
    Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken);
}
