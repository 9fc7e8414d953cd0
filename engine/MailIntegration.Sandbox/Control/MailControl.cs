using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Control;

/// <summary>Mail over HTTP, past the provider's protocol: what somebody else does to a mailbox.</summary>
internal sealed class MailControl
{
    private readonly SandboxState _state;

    public MailControl(SandboxState state)
    {
        _state = state;
    }

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/mailboxes/{address}/messages", AddAsync);
        group.MapGet("/mailboxes/{address}/messages", (string address, string? folder) => List(address, folder));
        group.MapPost("/mailboxes/{address}/generate", (string address, int count) => Generate(address, count));
        group.MapPost("/mailboxes/{address}/messages/{key:long}/move", (string address, long key, string folder) => Move(address, key, folder));
        group.MapPost("/mailboxes/{address}/messages/{key:long}/read", (string address, long key, bool? isRead) =>
            With(address, mailbox => Done(mailbox.Update(key, _state.Clock.GetUtcNow(), item => item with { IsRead = isRead ?? true }))));
        group.MapDelete("/mailboxes/{address}/messages/{key:long}", (string address, long key) =>
            With(address, mailbox => Done(mailbox.Remove(key))));
        group.MapGet("/outbound", () => Results.Json(new JsonArray([.. _state.Transport.Outbound.Select(Shape)])));
    }

    private async Task<IResult> AddAsync(HttpRequest request, string address, string? folder, DateTimeOffset? received)
    {
        if (_state.FindMailbox(address) is not { } mailbox)
        {
            return Results.NotFound();
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var target = FindOrAdd(mailbox, folder ?? WellKnownFolders.Inbox);
        var item = _state.Transport.Receive(mailbox, target, buffer.ToArray(), received);
        return Results.Json(Shape(mailbox, item), statusCode: 201);
    }

    private IResult List(string address, string? folder) => With(address, mailbox =>
    {
        var wanted = folder is null ? null : mailbox.FindFolder(folder);
        var items = mailbox.Read((all, _) => all.Values
            .Where(item => wanted is null || item.FolderId == wanted.Id).OrderByDescending(item => item.Received).Take(1000).ToList());
        return Results.Json(new JsonArray([.. items.Select(item => (JsonNode)Shape(mailbox, item))]));
    });

    private IResult Generate(string address, int count)
    {
        StateBuilder.Fill(_state, new BigMailbox(address, count));
        return Results.NoContent();
    }

    private IResult Move(string address, long key, string folder) => With(address, mailbox =>
        Done(mailbox.Move(key, FindOrAdd(mailbox, folder), _state.Clock.GetUtcNow())));

    private IResult With(string address, Func<Mailbox, IResult> action) =>
        _state.FindMailbox(address) is { } mailbox ? action(mailbox) : Results.NotFound();

    private static IResult Done(MailItem? item) => item is null ? Results.NotFound() : Results.NoContent();

    private static MailFolder FindOrAdd(Mailbox mailbox, string name) => mailbox.FindFolder(name) ?? mailbox.AddFolder(name);

    private static JsonObject Shape(Mailbox mailbox, MailItem item) => new()
    {
        ["key"] = item.Key.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["folder"] = mailbox.FindFolder(item.FolderId)?.WellKnownName ?? mailbox.FindFolder(item.FolderId)?.DisplayName,
        ["messageId"] = item.Raw.MessageId,
        ["received"] = item.Received.ToString("O"),
        ["isRead"] = item.IsRead,
        ["isDraft"] = item.IsDraft,
    };

    private static JsonNode Shape(OutboundMail mail) => new JsonObject
    {
        ["from"] = mail.From,
        ["recipient"] = mail.Recipient,
        ["date"] = mail.Date.ToString("O"),
        ["raw"] = Convert.ToBase64String(mail.Raw),
    };
}
