using System.Text.RegularExpressions;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Openings;

/// <summary>An outbox of a site that knows its own address, and notes openings unless a test says otherwise.</summary>
internal sealed partial class OpeningWorld : IAsyncDisposable
{
    private OpeningWorld(OutboxFixture fixture)
    {
        Fixture = fixture;
    }

    public OutboxFixture Fixture { get; }

    public OpeningBook Book => Fixture.Services.GetRequiredService<OpeningBook>();

    public static async Task<OpeningWorld> StartAsync(bool isOn = true, bool knowsItself = true)
    {
        var fixture = await OutboxFixture.StartAsync(configure: services =>
        {
            if (knowsItself)
            {
                services.AddSingleton<ISiteFacts>(new PortalLinksTests.Facts());
            }
        });
        await fixture.Sync.ChangeSettingsAsync(s => s with { NoteOpenings = isOn });
        return new OpeningWorld(fixture);
    }

    /// <summary>A mail to the customer that has left, with the token of its picture.</summary>
    public async Task<(OutboxEntry Entry, string Token)> SentAsync(string to = OutboxFixture.Customer)
    {
        var entry = await Fixture.SendAsync(await Fixture.WriteAsync(to: to));
        await Fixture.WorkAsync();
        return (await Fixture.EntryAsync(entry.Id), Assert.Single(await TokensAsync(entry.RawBlob)));
    }

    public async Task FetchAsync(string token, TimeSpan after)
    {
        Fixture.Time.Advance(after);
        await Book.NoteAsync(token, default);
    }

    public async Task<Opened?> OpenedAsync(OutboxEntry entry) => (await Book.OfAsync([entry], default)).GetValueOrDefault(entry.Id);

    public async Task<OutgoingRow> RowAsync(string id)
    {
        await Fixture.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);
        return (await Fixture.Services.GetRequiredService<JournalReader>().FindOutgoingAsync(await Fixture.RightsAsync("manager"), id, default))!;
    }

    /// <summary>What stands in the message of a blob, decoded.</summary>
    public async Task<string> HtmlAsync(string blob)
    {
        await using var raw = await Fixture.Services.GetRequiredService<IBlobStore>().OpenAsync(blob, default);
        return (await Fixture.Services.GetRequiredService<IMimeCodec>().ReadAsync(raw!, default)).Html!;
    }

    public async Task<IReadOnlyList<string>> TokensAsync(string blob) => Tokens(await HtmlAsync(blob));

    public static IReadOnlyList<string> Tokens(string text) => Picture().Matches(text).Select(m => m.Groups[1].Value).ToList();

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();

    [GeneratedRegex("/o/([A-Za-z0-9_-]{43})\\.gif")]
    private static partial Regex Picture();
}
