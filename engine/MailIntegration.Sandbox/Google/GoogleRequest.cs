using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

internal delegate Task<JsonNode?> GoogleHandler(GoogleRequest request);

/// <summary>One call, after it was let in.</summary>
internal sealed class GoogleRequest
{
    private readonly HttpContext _context;

    public GoogleRequest(HttpContext context, GoogleToken token)
    {
        _context = context;
        Token = token;
    }

    public GoogleToken Token { get; }

    public HttpRequest Http => _context.Request;

    public CancellationToken Aborted => _context.RequestAborted;

    public Mailbox Mailbox => Token.User.Mailbox!;

    public FaultTarget FaultTarget => TargetOf(_context.Request, Token.User);

    public string Value(string name) => (string)_context.Request.RouteValues[name]!;

    public string? Query(string name) => _context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public IReadOnlyList<string> All(string name) => [.. _context.Request.Query[name].OfType<string>()];

    /// <exception cref="GoogleException">It is no number in the range.</exception>
    public int Number(string name, int otherwise, int most) => Query(name) is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? Math.Min(number, most)
            : throw GoogleException.Invalid($"Invalid value at '{name}'");

    public async Task<JsonObject> ReadJsonAsync()
    {
        try
        {
            return await JsonNode.ParseAsync(_context.Request.Body, cancellationToken: Aborted) as JsonObject ?? [];
        }
        catch (JsonException exception)
        {
            throw GoogleException.Invalid("Invalid JSON payload received. " + exception.Message);
        }
    }

    public static FaultTarget TargetOf(HttpRequest request, MailUser? user) =>
        new(request.Method, request.Path + request.QueryString.ToString(), user);
}
