using System.Text.Json.Nodes;
using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Tests.Workflows;

using Email = global::MailIntegration.Engine.Conversations.Email;
using MailFolder = global::MailIntegration.Engine.Channels.MailFolder;

/// <summary>Workflows and mail on a tenant.</summary>
internal static class MailWorkflows
{
    /// <summary>A workflow of activities, each followed by the next one by its outcome.</summary>
    public static Task SaveAsync(TenantHost host, string id, params (string Name, object Properties, string Outcome)[] steps) =>
        host.UsingAsync(async services =>
        {
            var type = new WorkflowType { WorkflowTypeId = id, Name = "Workflow " + id, IsEnabled = true };
            for (var i = 0; i < steps.Length; i++)
            {
                type.Activities.Add(new ActivityRecord
                {
                    ActivityId = $"a{i}",
                    Name = steps[i].Name,
                    IsStart = i == 0,
                    Properties = (JsonObject)JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(steps[i].Properties))!,
                });
                if (i > 0)
                {
                    type.Transitions.Add(new Transition
                    {
                        SourceActivityId = $"a{i - 1}", SourceOutcomeName = steps[i - 1].Outcome, DestinationActivityId = $"a{i}",
                    });
                }
            }

            await services.GetRequiredService<IWorkflowTypeStore>().SaveAsync(type);
        });

    public static object Expression(string name, string text) =>
        new Dictionary<string, object> { [name] = new Dictionary<string, string> { ["Expression"] = text } };

    /// <summary>A mail with its event, as the pipeline writes them.</summary>
    public static Task<string> ReceiveAsync(
        TenantHost host,
        string conversationId,
        string subject,
        string from = StoredMail.Sender,
        MailEvent? told = null,
        string[]? readers = null,
        bool managersSee = true) =>
        host.UsingAsync(async services =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var id = "e" + Guid.NewGuid().ToString("N")[..31];
            var blob = await BlobAsync(services, id, subject, from);
            var changes = new MailChanges
            {
                Emails =
                [
                    new Email
                    {
                        Id = id, LogicalKey = id, ConversationId = conversationId, Kind = EmailKind.Received, Subject = subject,
                        From = new MailboxAddress("Eva Visser", from), At = now, MessageId = id + "@outside.example",
                    },
                ],
                Messages =
                [
                    new ProviderMessage
                    {
                        Key = id.PadRight(64, 'k'), AddressId = StoredMail.AddressId, ProviderId = id, Folder = MailFolder.Inbox,
                        ReceivedAt = now, Outcome = MessageOutcome.Stored, EmailId = id, RawBlob = blob.Name, Size = blob.Size,
                    },
                ],
                Links = [new EmailLink(id, conversationId, StoredMail.AddressId, MailFolder.Inbox, now, readers ?? [], managersSee, [])],
                Events =
                [
                    told ?? MailEvents.Create(
                        MailEvents.EmailReceived, new EmailReceived(id, conversationId, StoredMail.AddressId), now, StoredMail.AddressId),
                ],
            };
            Assert.Equal(ApplyOutcome.Applied, (await services.GetRequiredService<IMailStore>().ApplyAsync(changes, default)).Outcome);
            return id;
        });

    /// <summary>A message that waits, with its raw copy and its event.</summary>
    /// <returns>The key of its ledger row.</returns>
    public static Task<string> WaitAsync(TenantHost host, string subject, string from) => host.UsingAsync(async services =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = "e" + Guid.NewGuid().ToString("N")[..31];
        var blob = await BlobAsync(services, id, subject, from);
        var row = new ProviderMessage
        {
            Key = id.PadRight(64, 'k'), AddressId = StoredMail.AddressId, ProviderId = id, Folder = MailFolder.Inbox,
            ReceivedAt = now, Outcome = MessageOutcome.Quarantined, Reason = new Reason("sender-unknown"), RawBlob = blob.Name, Size = blob.Size,
        };
        var told = MailEvents.Create(
            MailEvents.EmailUnprocessed, new EmailUnprocessed(row.Key, row.AddressId, row.Reason), now, row.AddressId);
        await services.GetRequiredService<IMailStore>().ApplySurelyAsync(new MailChanges { Messages = [row], Events = [told] }, default);
        return row.Key;
    });

    public static Task TellAsync(TenantHost host, MailEvent mailEvent) => host.UsingAsync(services =>
        services.GetRequiredService<IMailStore>().ApplySurelyAsync(new MailChanges { Events = [mailEvent] }, default));

    public static Task DispatchAsync(TenantHost host) =>
        host.UsingAsync(services => services.GetRequiredService<EventDispatcher>().DispatchAsync(default));

    public static Task<IReadOnlyList<ActionRun>> RunsAsync(TenantHost host, string emailId) =>
        host.UsingAsync(services => services.GetRequiredService<RunBook>().OfEmailAsync(emailId, default));

    public static Task<List<Workflow>> InstancesAsync(TenantHost host, string typeId) => host.UsingAsync(async services =>
        (await services.GetRequiredService<IWorkflowStore>().ListAsync(typeId, 0, 100)).ToList());

    private static async Task<BlobInfo> BlobAsync(IServiceProvider services, string id, string subject, string from)
    {
        var raw = $"From: Eva Visser <{from}>\r\nTo: zwartekraai@inside.example\r\nSubject: {subject}\r\n"
            + $"Message-ID: <{id}@outside.example>\r\nContent-Type: text/plain\r\n\r\nHello\r\n";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(raw));
        var blobs = services.GetRequiredService<IBlobStore>();
        var blob = await blobs.WriteAsync(stream, 100_000, default);
        await blobs.FlushAsync(default);
        return blob;
    }
}
