namespace MailIntegration.Sandbox;

/// <summary>Things that happen later, by the sandbox's clock: they happen when the next request comes, so a test decides when.</summary>
internal sealed class DueWork
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, DateTimeOffset> _queue = new();

    public void Add(DateTimeOffset due, Action action)
    {
        lock (_gate)
        {
            _queue.Enqueue(action, due);
        }
    }

    public void Run(DateTimeOffset now)
    {
        while (true)
        {
            Action? action;
            lock (_gate)
            {
                if (!_queue.TryPeek(out action, out var due) || due > now)
                {
                    return;
                }

                _queue.Dequeue();
            }

            action();
        }
    }
}
