using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>
/// Many mails to people outside, each with a receiver of its own: what left the sandbox tells how often each was delivered.
/// Knows no home; whoever runs it sends, and is killed while he does.
/// </summary>
internal sealed class ExactlyOnceScenario
{
    private readonly SandboxServer _sandbox;
    private readonly string _addressId;
    private readonly int _mails;

    public ExactlyOnceScenario(SandboxServer sandbox, string addressId, int mails)
    {
        _sandbox = sandbox;
        _addressId = addressId;
        _mails = mails;
    }

    /// <summary>Puts the mails into the outbox.</summary>
    public async Task QueueAsync(IServiceProvider services, string email)
    {
        var writer = services.GetRequiredService<OutboxWriter>();
        var sender = new Sender(_addressId, new MailboxAddress("Fietskompas", email), "", true, 3_000_000, null);
        for (var i = 0; i < _mails; i++)
        {
            var result = await writer.QueueAsync(
                new OutboxRequest
                {
                    Sender = sender,
                    Draft = new Draft
                    {
                        Id = $"draft-{i}",
                        SenderId = _addressId,
                        To = [new MailboxAddress(null, Receiver(i))],
                        Subject = $"Mail {i}",
                        Html = $"<p>Text of mail {i}.</p>",
                    },
                },
                default);
            Assert.True(result.Value is not null, result.Errors.First?.ToString());
        }
    }

    /// <summary>Every mail was delivered once, and the outbox says so of each.</summary>
    public async Task AssertOnceAsync(IServiceProvider services) => AssertOnce(await EntriesAsync(services));

    /// <inheritdoc cref="AssertOnceAsync"/>
    public void AssertOnce(IReadOnlyList<OutboxEntry> entries)
    {
        var delivered = _sandbox.State.Transport.Outbound.GroupBy(m => m.Recipient).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(_mails, entries.Count);
        var open = entries.Where(e => e.State != OutboxState.Sent).Select(e => $"{e.Subject}: {e.State} {e.Reason}").ToList();
        Assert.True(open.Count == 0, $"{open.Count} not sent: {string.Join("; ", open.Take(10))}");
        var lost = Enumerable.Range(0, _mails).Where(i => !delivered.ContainsKey(Receiver(i))).ToList();
        Assert.True(lost.Count == 0, "Lost: " + string.Join(", ", lost));
        var twice = delivered.Where(d => d.Value > 1).Select(d => $"{d.Key} x{d.Value}").ToList();
        Assert.True(twice.Count == 0, "More than once: " + string.Join(", ", twice));
        Assert.Equal(_mails, delivered.Count);
        Assert.Equal(_mails, entries.Select(e => e.EmailId).OfType<string>().Distinct().Count());
    }

    public static async Task<IReadOnlyList<OutboxEntry>> EntriesAsync(IServiceProvider services)
    {
        var access = services.GetRequiredService<OutboxAccess>();
        var manager = new Member("manager", "Manager", "", [], IsManager: true, IsEnabled: true, DateTimeOffset.UnixEpoch);
        var rights = new MemberRights(manager, SeesAll: true, true, true, true);
        var entries = new List<OutboxEntry>();
        foreach (var state in new OutboxState?[] { null, OutboxState.Sent, OutboxState.Cancelled })
        {
            (DateTimeOffset, string)? after = null;
            do
            {
                var page = await access.ListAsync(rights, state, after, 200, default);
                entries.AddRange(page.Entries);
                after = page.Next;
            }
            while (after is not null);
        }

        return entries;
    }

    /// <summary>To whom a mail goes, and to nobody else.</summary>
    public static string Receiver(int number) => $"receiver-{number}@customer.example";
}
