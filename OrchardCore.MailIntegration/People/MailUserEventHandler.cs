using OrchardCore.Users.Handlers;

namespace OrchardCore.MailIntegration.People;

/// <summary>Users who come, go, are disabled or change roles read other mail from then on.</summary>
public sealed class MailUserEventHandler : UserEventHandlerBase
{
    private readonly PeopleStamp _stamp;

    public MailUserEventHandler(PeopleStamp stamp)
    {
        _stamp = stamp;
    }

    public override Task CreatedAsync(UserCreateContext context) => _stamp.ChangedAsync();

    public override Task DeletedAsync(UserDeleteContext context) => _stamp.ChangedAsync();

    public override Task UpdatedAsync(UserUpdateContext context) => _stamp.ChangedAsync();

    public override Task DisabledAsync(UserContext context) => _stamp.ChangedAsync();

    public override Task EnabledAsync(UserContext context) => _stamp.ChangedAsync();
}
