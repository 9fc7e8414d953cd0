using System.Globalization;
using System.Text;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Days;

/// <summary>Runs the table through a home's own codec, blobs, contacts and store, and compares what came of it.</summary>
internal sealed class SampleDay
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly MailReader Manager = new("manager", SeesAll: true);

    private readonly IServiceProvider _services;
    private readonly IMailStore _store;
    private readonly Dictionary<string, SyncContext> _contexts;
    private readonly Dictionary<int, Line> _lines;

    public SampleDay(IServiceProvider services)
    {
        _services = services;
        _store = services.GetRequiredService<IMailStore>();
        _lines = SampleDayTable.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line.Read).ToDictionary(l => l.Number);
        _contexts = Contexts();
    }

    public int Count => _lines.Count;

    /// <returns>What is not as written down, a line per difference.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var people = new DayPeople();
        var reader = new AssignmentReader(_store, people, ActivatorUtilities.CreateInstance<AvailabilityBook>(_services, people));
        var writer = ActivatorUtilities.CreateInstance<BatchWriter>(
            _services, ActivatorUtilities.CreateInstance<PlanStateLoader>(_services, reader));
        await SaveContactsAsync();
        foreach (var line in _lines.Values.OrderBy(l => l.Number))
        {
            var mail = await ReadAsync(line);
            await writer.WriteAsync(
                _contexts[line.Address], [mail], _ => Task.FromResult(new MailChanges()), isImport: false, default);
        }

        var roots = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in _lines.Values.Where(l => l.Root == l.Number))
        {
            if (await EmailAsync(await RowAsync(line)) is { } email)
            {
                roots.TryAdd(email.ConversationId, line.Number);
            }
        }

        var differences = new List<string>();
        foreach (var line in _lines.Values.OrderBy(l => l.Number))
        {
            var found = await FoundAsync(line, roots);
            if (found != line.Expected)
            {
                differences.Add($"{line.Number}: expected {line.Expected}, found {found}");
            }
        }

        return differences;
    }

    private async Task<string> FoundAsync(Line line, Dictionary<string, int> roots)
    {
        var row = await RowAsync(line);
        var email = await EmailAsync(row);
        var root = email is null ? 0 : roots.GetValueOrDefault(email.ConversationId);
        var assignee = email is not null && line.Root == line.Number
            ? (await _store.GetConversationAsync(Manager, email.ConversationId, default))!.AssigneeId
            : "";
        var contact = email?.Explanation.FirstOrDefault(r =>
            r.Code.StartsWith("explain-contact", StringComparison.Ordinal) && r.Args.ContainsKey("contact"))?.Args["name"];
        return email is null
            ? string.Join(" | ", Camel(row.Outcome), "", "", root, "", "", "")
            : string.Join(
                " | ", Camel(row.Outcome), Camel(email.Class), Camel(email.Trust), root,
                (email.OriginalSender ?? email.From)?.Address, contact, assignee);
    }

    private async Task<Email?> EmailAsync(ProviderMessage row) =>
        row.EmailId is { } id ? (await _store.GetEmailsAsync(Manager, [id], default)).Single().Email : null;

    private async Task<ProviderMessage> RowAsync(Line line)
    {
        var key = EmailIdentity.MessageKey(line.Address, "day-" + line.Number);
        return (await _store.FindMessagesAsync([key], default))[key];
    }

    private async Task<ParsedMail> ReadAsync(Line line)
    {
        var blobs = _services.GetRequiredService<IBlobStore>();
        var raw = Encoding.UTF8.GetBytes(SampleDayMails.Write(line, _lines, Midnight));
        var blob = await blobs.WriteAsync(new MemoryStream(raw), 10_000_000, default);
        return await _services.GetRequiredService<MailFetcher>().ReadAsync(
            new ParsedMail
            {
                Key = EmailIdentity.MessageKey(line.Address, "day-" + line.Number),
                ProviderId = "day-" + line.Number,
                Folder = line.Kind.StartsWith("sent", StringComparison.Ordinal) ? MailFolder.Sent
                    : line.Kind == "spam" ? MailFolder.Spam
                    : MailFolder.Inbox,
                ReceivedAt = Midnight.AddMinutes(line.Minute),
                Raw = blob,
            },
            default);
    }

    private async Task SaveContactsAsync()
    {
        var contacts = _services.GetRequiredService<IContacts>();
        var known = _lines.Values.Where(l => l.Contact.Length > 0 && !char.IsAsciiDigit(l.Contact[^1])).ToLookup(l => l.Contact, l => l.Owner);
        foreach (var person in known)
        {
            var address = person.First(a => a != "info@fietskompas.example");
            var saved = await contacts.SaveAsync(new Contact { Name = person.Key, Addresses = [address] }, default);
            Assert.Null(saved.Errors.First);
        }
    }

    private static Dictionary<string, SyncContext> Contexts()
    {
        var channel = new Channel { Id = "day", Provider = ProviderKind.Microsoft365, Name = "Day" };
        var info = Address("info") with
        {
            UnknownSenders = UnknownSenderRule.Create,
            Routing = new AddressRouting
            {
                Assignment = new AssignmentRules { IsAutomatic = true, Targets = [new AddressLink(LinkKind.Member, "anna")] },
            },
        };
        var setup = new MailSetup { Settings = new MailSettings { Enabled = true }, Channels = [channel], Addresses = [info, Address("sales")] };
        return setup.Addresses.ToDictionary(
            a => a.Id,
            a => new SyncContext(channel, a, setup, LinkResolver.Resolve(channel, a, DayPeople.Members, [])) { Members = DayPeople.Members },
            StringComparer.Ordinal);
    }

    private static ChannelAddress Address(string id) => new()
    {
        Id = id,
        ChannelId = "day",
        Email = id + "@fietskompas.example",
        MailboxId = id,
        SyncFrom = Midnight.AddDays(-1),
        Links = [new AddressLink(LinkKind.Member, "anna"), new AddressLink(LinkKind.Member, "bob")],
    };

    private static string Camel<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>One line of the table.</summary>
    internal sealed record Line(
        int Number, int Minute, string Address, string Kind, string Sender, string Subject, string Answers, int Root, string Owner,
        string Contact, string Expected)
    {
        public static Line Read(string text)
        {
            var c = text.Split('|').Select(x => x.Trim()).ToArray();
            var (number, root) = (int.Parse(c[0], CultureInfo.InvariantCulture), int.Parse(c[10], CultureInfo.InvariantCulture));
            var isStored = c[7] is "stored" or "linked";
            return new Line(
                number, int.Parse(c[1], CultureInfo.InvariantCulture), c[2], c[3], c[4], c[5], c[6], root, c[11], c[12],
                isStored
                    ? string.Join(" | ", c[7], c[8], c[9], root, c[11], c[12], root == number ? c[13] : "")
                    : string.Join(" | ", c[7], "", "", root, "", "", ""));
        }
    }

    /// <summary>Anna and Bob, whoever else works at the home.</summary>
    private sealed class DayPeople : IPeople
    {
        public static readonly IReadOnlyList<Member> Members =
        [
            new("anna", "Anna", "anna@fietskompas.example", [], IsManager: false, IsEnabled: true, Midnight.AddYears(-2)),
            new("bob", "Bob", "bob@fietskompas.example", [], IsManager: false, IsEnabled: true, Midnight.AddYears(-1)),
        ];

        public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) => Task.FromResult(Members);

        public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ProcessTeam>>([]);
    }
}
