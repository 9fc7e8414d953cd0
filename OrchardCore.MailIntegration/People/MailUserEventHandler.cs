using OrchardCore.MailIntegration.Services;
using OrchardCore.Users.Handlers;
using OrchardCore.Users.Models;

namespace OrchardCore.MailIntegration.People;

/// <summary>Users who come, go, are disabled or change roles read other mail from then on.</summary>
public sealed class MailUserEventHandler : UserEventHandlerBase
{
    private readonly PeopleStamp _stamp;
    private readonly SightNotice _sight;

    public MailUserEventHandler(PeopleStamp stamp, SightNotice sight)
    {
        _stamp = stamp;
        _sight = sight;
    }

    public override Task CreatedAsync(UserCreateContext context) => _stamp.ChangedAsync();

    public override Task DeletedAsync(UserDeleteContext context) => _stamp.ChangedAsync();

    public override Task UpdatingAsync(UserUpdateContext context) =>
        context.User is User user ? _sight.UserAsync(user) : Task.CompletedTask;

    public override Task UpdatedAsync(UserUpdateContext context) => _stamp.ChangedAsync();

    public override Task DisabledAsync(UserContext context) => _stamp.ChangedAsync();

    public override Task EnabledAsync(UserContext context) => _stamp.ChangedAsync();
}
