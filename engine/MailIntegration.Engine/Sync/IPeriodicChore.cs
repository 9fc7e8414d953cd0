namespace MailIntegration.Engine.Sync;

/// <summary>Something that the worker does from time to time, and once when it starts. One that throws is logged and done again
/// after the same time; it holds up nothing else.</summary>
public interface IPeriodicChore
{
    /// <summary>For the log: <c>forget the old journal</c>. It tells chores apart.</summary>
    string Name { get; }

    TimeSpan Every { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
