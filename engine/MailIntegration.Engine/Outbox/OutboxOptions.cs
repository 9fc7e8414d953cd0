namespace MailIntegration.Engine.Outbox;

/// <summary>How the outbox paces itself.</summary>
public sealed record OutboxOptions
{
    /// <summary>How often the worker looks when nobody wakes it.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a member can take back what he sent (CO5).</summary>
    public TimeSpan UndoWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest message in bytes that is handed over in one request; Microsoft takes 4 MB, in base64.</summary>
    public int MaxParcelBytes { get; init; } = 3 * 1000 * 1000;

    /// <summary>How long a draft that may have been sent has to stay a draft before it counts as not sent.</summary>
    public TimeSpan DraftGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a sent copy is looked for before a person has to decide. Copies take a minute and more.</summary>
    public TimeSpan CopyPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time to the second look for a sent copy; later ones take longer.</summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time between two looks, and between two attempts.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Attempts that fail for a passing reason before the entry stops.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>How long a lease holds without being renewed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Mails a minute and mailbox; null takes the provider's own number.</summary>
    public int? SendsPerMinute { get; init; }

    /// <summary>Mailboxes that send at a time.</summary>
    public int MaxParallel { get; init; } = 4;
}
