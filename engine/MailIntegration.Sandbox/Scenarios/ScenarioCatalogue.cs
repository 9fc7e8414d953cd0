using System.Text;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Scenarios;

/// <summary>Named situations: a fault with sensible limits, or mail that is hard to handle.</summary>
public static class ScenarioCatalogue
{
    /// <summary>The address outside the sandbox that answers everything (scenario <c>loop-storm</c>).</summary>
    public const string LoopAddress = "robot@loop.example";

    private static readonly Dictionary<string, (string Meaning, Action<SandboxState> Apply)> Scenarios = new(StringComparer.OrdinalIgnoreCase)
    {
        ["throttling"] = ("every fifth request of the first hundred or so is answered 429 with Retry-After 2", state =>
        {
            for (var i = 1; i <= 20; i++)
            {
                state.Faults.Add(new Fault { Kind = FaultKind.Throttled, After = i * 5, Times = 1, RetryAfter = TimeSpan.FromSeconds(2) });
            }
        }),
        ["expired-token"] = ("the token is revoked in the middle of a listing, once", state =>
            state.Faults.Add(new Fault { Kind = FaultKind.TokenRevoked, Path = "delta", After = 2, Times = 1 })),
        ["duplicate-message-ids"] = ("every inbox gets two different mails with one Message-ID, and two without any", state =>
            ForEachInbox(state, HardMail.DuplicateIds)),
        ["huge-mail"] = ("every inbox gets a mail of 40 MB", state => AddHuge(state)),
        ["broken-charsets"] = ("every inbox gets mails with wrong, unknown and missing charsets, and one without headers", state =>
            ForEachInbox(state, HardMail.BrokenCharsets)),
        ["big-mailbox"] = ("the first mailbox gets 150,000 mails", state =>
            StateBuilder.Fill(state, new BigMailbox(state.Tenants[0].Users.First(user => user.Mailbox is not null).Mail!, 150_000))),
        ["loop-storm"] = ($"{LoopAddress} answers every mail at once and does not say that it is a robot; it has just written to every inbox", state =>
        {
            state.Transport.AddResponder(new AutoResponder(LoopAddress, TimeSpan.Zero, MarksItself: false));
            ForEachInbox(state, HardMail.FromRobot);
        }),
    };

    /// <summary>Names and meanings; every fault is a scenario of its own too, without limits.</summary>
    public static IReadOnlyDictionary<string, string> All => Scenarios
        .Select(pair => (pair.Key, pair.Value.Meaning))
        .Concat(Enum.GetValues<FaultKind>().Select(kind => (Kebab.Of(kind), "the fault of that name, for every request")))
        .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public static void Apply(SandboxState state, string name)
    {
        if (Scenarios.TryGetValue(name, out var scenario))
        {
            scenario.Apply(state);
            return;
        }

        var kind = Kebab.Read(name) ?? throw new ArgumentException($"There is no scenario '{name}'. Known: {string.Join(", ", All.Keys)}.", nameof(name));
        state.Faults.Add(new Fault { Kind = kind });
    }

    private static void ForEachInbox(SandboxState state, Func<string, DateTimeOffset, IEnumerable<string>> mails)
    {
        foreach (var mailbox in Mailboxes(state))
        {
            foreach (var raw in mails(mailbox.Owner.Mail!, state.Clock.GetUtcNow()))
            {
                state.Transport.Receive(mailbox, mailbox.Inbox, Encoding.Latin1.GetBytes(raw));
            }
        }
    }

    private static void AddHuge(SandboxState state)
    {
        foreach (var mailbox in Mailboxes(state))
        {
            var now = state.Clock.GetUtcNow();
            mailbox.Add(mailbox.Inbox, new NewMail { Raw = HardMail.Huge(mailbox.Owner.Mail!, now), Received = now });
        }
    }

    private static List<Mailbox> Mailboxes(SandboxState state) =>
        [.. state.Tenants.SelectMany(tenant => tenant.Users).Select(user => user.Mailbox).OfType<Mailbox>()];
}
