using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>A repeatable stream of changes over few addresses, members and conversations, so that everything meets.</summary>
internal sealed class RandomMail(int seed, MailModel model)
{
    public static readonly string[] Addresses = ["info", "sales", "private", "ann-own"];
    public static readonly string[] Members = ["ann", "bob", "cees", "boss"];

    // No other text of the test mail begins like these.
    private static readonly string[] Words = ["zinc", "zincs", "zebra", "zero", "zip", "zipper"];

    private static readonly string[] Tags = ["vip", "late", "legal"];
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, AddressRelink> _audiences = new()
    {
        ["info"] = new("info", ["ann", "bob"], true),
        ["sales"] = new("sales", ["bob"], true),
        ["private"] = new("private", ["boss"], false),
        ["ann-own"] = new("ann-own", ["ann"], false),
    };

    private int _next;

    public MailChanges Next()
    {
        var changes = new MailChanges();
        for (var steps = _random.Next(1, 4); steps > 0; steps--)
        {
            changes = Step(changes);
        }

        return changes;
    }

    public EmailListQuery Query() => new(new MailReader(Pick(Members), Chance(50)), (MailBox)_random.Next(6))
    {
        OnlyUnread = Chance(30),
        OnlyMine = Chance(20),
        OnlyUnassigned = Chance(10),
        State = Chance(15) ? (ConversationState)_random.Next(2) : null,
        AddressIds = Chance(20) ? [Pick(Addresses)] : Chance(25) ? SomeAddresses() : null,
        Tag = Chance(15) ? Pick(Tags) : null,
        Text = Chance(30) ? Pick(Words)[.._random.Next(1, 4)] + (Chance(30) ? " " + Pick(Words) : "") : null,
        OnlyWithAttachments = Chance(20),
        From = Chance(15) ? At() : null,
        Until = Chance(15) ? At() : null,
        Take = _random.Next(1, 5),
    };

    /// <summary>None, some or all addresses, in any order, with strangers among them.</summary>
    public string[] SomeAddresses() => [.. Addresses.Where(_ => Chance(60)).Reverse(), .. Chance(10) ? ["unknown"] : Array.Empty<string>()];

    private MailChanges Step(MailChanges c) => _random.Next(20) switch
    {
        < 7 => New(c),
        < 9 when Known(c) is { } email => c with { Links = [.. c.Links, Link(email, Pick(Addresses))] },
        < 12 when Known(c) is { } email =>
            c with { EmailStates = [.. c.EmailStates, new(email.Id, (EmailState)_random.Next(5), MailData.Start)] },
        < 15 => c with { Reads = [.. c.Reads, new(Chance(75) ? Pick(Members) : null, [KnownId(), KnownId()], Chance(60))] },
        15 => c with { Merges = [.. c.Merges, new(Conversation(), Conversation())] },
        16 when Chance(50) => c with { Moves = [.. c.Moves, new(KnownId(), null, Conversation())] },
        16 => c with { Conversations = [.. c.Conversations, Change()] },
        17 when Chance(50) => c with { Relinks = [.. c.Relinks, Relink()] },
        18 when Chance(60) => c with { ErasedEmailIds = [.. c.ErasedEmailIds, KnownId()] },
        19 when Chance(8) => c with { ErasedAddressIds = [.. c.ErasedAddressIds, Pick(Addresses)] },
        _ => New(c),
    };

    private MailChanges New(MailChanges c)
    {
        var email = MailData.Email($"e{++_next}", Conversation(), 0) with
        {
            At = At(),
            SearchText = $"{Pick(Words)} {Pick(Words)}",
            Attachments = Chance(30) ? [MailData.Attachment(isInline: Chance(30))] : [],
            State = Chance(5) ? EmailState.Archived : EmailState.Normal,
        };
        var address = Pick(Addresses);
        return c with
        {
            Emails = [.. c.Emails, email],
            Messages = [.. c.Messages, MailData.Message(email, address)],
            Links = [.. c.Links, Link(email, address)],
        };
    }

    private EmailLink Link(Email email, string address)
    {
        var (_, readers, managersSee) = _audiences[address];
        return MailData.Link(
            email, address, [.. readers], managersSee ? [.. readers.Append("boss").Distinct()] : [.. readers],
            (MailFolder)(Chance(60) ? 0 : _random.Next(3)), managersSee);
    }

    private AddressRelink Relink()
    {
        var address = Pick(Addresses);
        var relink = new AddressRelink(address, Members.Where(_ => Chance(40)).ToList(), Chance(75));
        return _audiences[address] = relink;
    }

    private ConversationChange Change() => new(
        Conversation(),
        Chance(50) ? (ConversationState)_random.Next(2) : null,
        Chance(50) ? Pick(["", .. Members]) : null,
        Chance(50) ? Tags.Where(_ => Chance(50)).ToList() : null);

    // E-mails of the model, and those that the same changes bring: links name both.
    private Email? Known(MailChanges c)
    {
        var all = model.Emails.Select(e => e.Email).Concat(c.Emails).Where(e => !c.ErasedEmailIds.Contains(e.Id)).ToList();
        return all.Count == 0 ? null : all[_random.Next(all.Count)];
    }

    private string KnownId() => model.Emails.Count == 0 || Chance(5) ? "gone" : model.Emails[_random.Next(model.Emails.Count)].Email.Id;

    private string Conversation() => $"c{_random.Next(25)}";

    // Few moments, so that several e-mails share one.
    private DateTimeOffset At() => MailData.Hour(_random.Next(150));

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
