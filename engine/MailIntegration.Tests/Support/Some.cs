using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Tests.Support;

/// <summary>Plain values for tests of pure code.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static Channel Channel(string id = "channel") => new()
    {
        Id = id,
        Provider = ProviderKind.Microsoft365,
        Name = "Fietskompas",
        Microsoft365 = new Microsoft365Connection { TenantId = "0f5d2a54-5b8f-4d0e-9f0a-0c7f3f1f2a11" },
    };

    public static ChannelAddress Address(string id = "info", string channelId = "channel") => new()
    {
        Id = id,
        ChannelId = channelId,
        Email = id + "@fietskompas.example",
        MailboxId = "mailbox-" + id,
        SyncFrom = Now.AddDays(-30),
    };

    public static Member Member(string id, bool isManager = false, bool isEnabled = true, int sinceDay = 0, params string[] roles) =>
        new(id, id, id + "@fietskompas.example", roles, isManager, isEnabled, Now.AddYears(-1).AddDays(sinceDay));

    public static MailContent Content(
        string? messageId, string subject = "Spokes", string text = "Do you have spokes?", string[]? inReplyTo = null, string[]? references = null) => new()
        {
            MessageId = messageId,
            Subject = subject,
            Text = text,
            From = [new MailboxAddress("Eva", "eva@customer.example")],
            To = [new MailboxAddress(null, "info@fietskompas.example")],
            Date = Now,
            InReplyTo = inReplyTo ?? [],
            References = references ?? [],
        };

    public static ParsedMail Parsed(
        MailContent content, string providerId, MailFolder folder = MailFolder.Inbox, string addressId = "info", bool isRead = false) => new()
        {
            Key = EmailIdentity.MessageKey(addressId, providerId),
            ProviderId = providerId,
            Folder = folder,
            ReceivedAt = content.Date ?? Now,
            IsRead = isRead,
            Raw = new BlobInfo(new string('a', 64), 1000),
            Digest = MailDigester.Digest(content, providerId, content.Date ?? Now, 1000),
        };

    public static PlanState State(
        string addressId = "info",
        bool isImport = false,
        IEnumerable<StoredEmail>? emails = null,
        IEnumerable<ThreadMatch>? threads = null,
        AddressAudience? audience = null,
        IEnumerable<Contact>? contacts = null)
    {
        var next = 0;
        return new PlanState
        {
            Address = Address(addressId),
            Audience = audience ?? new AddressAudience(["anna"], true, ["anna", "manager"]),
            IsImport = isImport,
            Now = Now,
            Trust = TrustContext.Of(Channel(), Address(addressId), new MailSetup { Settings = new MailSettings(), Addresses = [Address(addressId)] }),
            Settings = new MailSettings { UnknownSenders = UnknownSenderRule.Create },
            Contacts = (contacts ?? []).SelectMany(c => c.Addresses.Select(a => (a, c))).ToDictionary(p => p.a, p => p.c),
            NewId = () => "id" + ++next,
            KnownMessages = new Dictionary<string, MailIntegration.Engine.Journal.ProviderMessage>(),
            Emails = (emails ?? []).ToDictionary(e => e.LogicalKey),
            Threads = (threads ?? []).ToDictionary(t => t.MessageId),
        };
    }
}
