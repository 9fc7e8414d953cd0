using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Outbox;

/// <summary>Somebody else changed the entry: whoever held it stops at once, without another step at the provider.</summary>
internal sealed class EntryLostException : Exception
{
    public EntryLostException(string message) : base(message)
    {
    }
}

/// <summary>The provider failed before it was asked to send anything.</summary>
internal sealed class DeliveryInterruptedException : Exception
{
    public DeliveryInterruptedException(OutboxEntry entry, ProviderException failure) : base(failure.Message, failure)
    {
        Entry = entry;
        Failure = failure;
    }

    /// <summary>As it was last written.</summary>
    public OutboxEntry Entry { get; }

    public ProviderException Failure { get; }
}

/// <summary>Something that the mail consists of is gone from the blob store.</summary>
internal sealed class MissingBlobException : Exception
{
    public MissingBlobException() : base("A part of the mail is missing from the blob store.")
    {
    }
}
