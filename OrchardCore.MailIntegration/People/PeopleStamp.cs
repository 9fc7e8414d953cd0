using MailIntegration.Engine.Channels;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Data.Documents;
using OrchardCore.Documents;
using OrchardCore.Environment.Shell.Scope;

namespace OrchardCore.MailIntegration.People;

/// <summary>Changes its identifier whenever users, roles or teams change, so that every node reads them again.</summary>
public sealed class MailPeopleState : Document
{
}

/// <summary>Called when users, roles or process teams change.</summary>
public sealed class PeopleStamp
{
    private const string Pending = "OrchardCore.MailIntegration.PeopleChanged";

    private readonly IDocumentManager<MailPeopleState> _states;

    public PeopleStamp(IDocumentManager<MailPeopleState> states)
    {
        _states = states;
    }

    /// <summary>Within the transaction of the change; stored mail gets its new readers after the commit.</summary>
    public async Task ChangedAsync()
    {
        await _states.UpdateAsync(await _states.GetOrCreateMutableAsync());
        if (ShellScope.Current is not null && !ShellScope.Get<bool>(Pending))
        {
            ShellScope.Set(Pending, true);
            ShellScope.AddDeferredTask(scope =>
                scope.ServiceProvider.GetRequiredService<AddressRelinker>().RelinkAllAsync(CancellationToken.None));
        }
    }
}
