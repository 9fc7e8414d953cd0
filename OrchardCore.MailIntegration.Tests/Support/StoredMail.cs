using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace OrchardCore.MailIntegration.Tests.Support;

using Email = global::MailIntegration.Engine.Conversations.Email;
using MailFolder = global::MailIntegration.Engine.Channels.MailFolder;

/// <summary>An environment, an address and one stored e-mail with words that nobody else uses.</summary>
internal static class StoredMail
{
    public const string Subject = "Zwartekraai quarterly figures";
    public const string Sender = "zwartekraai.sender@outside.example";
    public const string EmailId = "e0000000000000000000000000000001";
    public const string ConversationId = "c0000000000000000000000000000001";
    public const string ChannelId = "ch000000000000000000000000000001";
    public const string AddressId = "ad000000000000000000000000000001";

    /// <param name="readers">User ids of linked members.</param>
    public static async Task AddAsync(IServiceProvider services, params string[] readers)
    {
        var setup = services.GetRequiredService<IMailSetupStore>();
        Assert.True(await setup.SaveAsync(
            new Channel
            {
                Id = ChannelId,
                Provider = ProviderKind.Microsoft365,
                Name = "Zwartekraai environment",
                IsActive = false,
                Microsoft365 = new Microsoft365Connection
                {
                    TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642",
                    ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61",
                    ProtectedSecret = "zwartekraai-protected-secret",
                },
            },
            default));
        Assert.True(await setup.SaveAsync(
            new ChannelAddress
            {
                Id = AddressId,
                ChannelId = ChannelId,
                Email = "zwartekraai@inside.example",
                DisplayName = "Zwartekraai address",
                MailboxId = "mailbox",
                Links = readers.Select(r => new AddressLink(LinkKind.Member, r)).ToArray(),
                SyncFrom = DateTimeOffset.UnixEpoch,
            },
            default));
        var applied = await services.GetRequiredService<IMailStore>().ApplyAsync(Changes(readers), default);
        Assert.Equal(ApplyOutcome.Applied, applied.Outcome);
    }

    private static MailChanges Changes(string[] readers)
    {
        var at = new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);
        return new MailChanges
        {
            Emails =
            [
                new Email
                {
                    Id = EmailId,
                    LogicalKey = "logical",
                    ConversationId = ConversationId,
                    Kind = EmailKind.Received,
                    Subject = Subject,
                    From = new MailboxAddress("Zwartekraai Sender", Sender),
                    At = at,
                    Snippet = "Zwartekraai snippet",
                    SearchText = "zwartekraai body",
                },
            ],
            Messages =
            [
                new ProviderMessage
                {
                    Key = new string('a', 64),
                    AddressId = AddressId,
                    ProviderId = "provider",
                    Folder = MailFolder.Inbox,
                    ReceivedAt = at,
                    Outcome = MessageOutcome.Stored,
                    EmailId = EmailId,
                },
            ],
            Links = [new EmailLink(EmailId, ConversationId, AddressId, MailFolder.Inbox, at, readers, ManagersSee: true, readers)],
        };
    }
}
