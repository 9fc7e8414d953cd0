namespace MailIntegration.Sandbox.Control;

/// <summary>What administrators do with users: rename, suspend, let send as another, delete.</summary>
internal sealed class UserControl
{
    private readonly SandboxState _state;

    public UserControl(SandboxState state)
    {
        _state = state;
    }

    public void Map(RouteGroupBuilder group)
    {
        group.MapPost("/users/{address}/rename", (string address, string to, string? name) => With(address, (tenant, user) =>
            tenant.Rename(user, to, name ?? user.DisplayName)));
        group.MapPost("/users/{address}/suspend", (string address, bool suspended) => With(address, (_, user) =>
            user.AccountEnabled = !suspended));
        group.MapPost("/users/{address}/send-as", (string address, string other) => With(address, (_, user) =>
            user.SendAs = [.. user.SendAs, other]));
        group.MapDelete("/users/{address}", (string address) => With(address, (tenant, user) => tenant.Remove(user)));
    }

    private IResult With(string address, Action<Mailboxes.Organisation, Mailboxes.MailUser> change)
    {
        var tenant = _state.Tenants.FirstOrDefault(t => t.FindByAddress(address) is not null);
        if (tenant?.FindByAddress(address) is not { } user)
        {
            return Results.NotFound();
        }

        change(tenant, user);
        return Results.NoContent();
    }
}
