using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Control;

/// <summary>Faults and scenarios over HTTP.</summary>
internal sealed class FaultControl
{
    private readonly SandboxState _state;

    public FaultControl(SandboxState state)
    {
        _state = state;
    }

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/faults", () => Results.Json(new JsonArray([.. _state.Faults.All.Select(Shape)])));
        group.MapPost("/faults", (FaultRequest request) => Add(request));
        group.MapDelete("/faults", () =>
        {
            _state.Faults.Clear();
            return Results.NoContent();
        });
        group.MapDelete("/faults/{id:int}", (int id) => _state.Faults.Remove(id) ? Results.NoContent() : Results.NotFound());
        group.MapPost("/scenarios/{name}", (string name) => Apply(name));
    }

    private IResult Add(FaultRequest request)
    {
        if (Kebab.Read(request.Kind) is not { } kind)
        {
            return Results.BadRequest($"There is no fault '{request.Kind}'. Known: {string.Join(", ", Enum.GetValues<FaultKind>().Select(Kebab.Of))}.");
        }

        return Results.Json(Shape(_state.Faults.Add(new Fault
        {
            Kind = kind, Mailbox = request.Mailbox, Path = request.Path, Method = request.Method, After = request.After ?? 0,
            Times = request.Times, RetryAfter = Seconds(request.RetryAfterSeconds), Delay = Seconds(request.DelaySeconds),
            Skew = Seconds(request.SkewSeconds), Role = request.Role,
        })), statusCode: 201);
    }

    private IResult Apply(string name)
    {
        try
        {
            ScenarioCatalogue.Apply(_state, name);
            return Results.NoContent();
        }
        catch (ArgumentException exception)
        {
            return Results.BadRequest(exception.Message);
        }
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private static JsonNode Shape(Fault fault) => new JsonObject
    {
        ["id"] = fault.Id,
        ["kind"] = Kebab.Of(fault.Kind),
        ["mailbox"] = fault.Mailbox,
        ["path"] = fault.Path,
        ["method"] = fault.Method,
        ["after"] = fault.After,
        ["times"] = fault.Times,
        ["hits"] = fault.Hits,
        ["spent"] = fault.IsSpent,
    };

    private sealed record FaultRequest(
        string? Kind, string? Mailbox, string? Path, string? Method, int? After, int? Times,
        double? RetryAfterSeconds, double? DelaySeconds, double? SkewSeconds, string? Role);
}
