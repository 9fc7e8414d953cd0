using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Processing;

/// <summary>What attributing mail to people needs; the contacts are those of the batch only.</summary>
public sealed record ContactFacts
{
    /// <summary>Knows nobody and lets everybody in.</summary>
    public static ContactFacts None { get; } = new()
    {
        Settings = new MailSettings { UnknownSenders = UnknownSenderRule.Create },
        Own = OwnAddresses.Of(new MailSetup { Settings = new MailSettings() }),
    };

    public required MailSettings Settings { get; init; }

    public required OwnAddresses Own { get; init; }

    public IReadOnlyList<Member> Members { get; init; } = [];

    /// <summary>Addresses of which a contact was made for this batch.</summary>
    public IReadOnlySet<string> Created { get; init; } = new HashSet<string>();
}
