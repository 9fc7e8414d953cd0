using MailIntegration.Engine.Channels;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Data.Documents;
using OrchardCore.Documents;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.MailIntegration.Setup;
using YesSql;
using Document = OrchardCore.Data.Documents.Document;

namespace OrchardCore.MailIntegration.People;

/// <summary>Changes its identifier whenever users, roles or teams change, so that every node reads them again.</summary>
public sealed class MailPeopleState : Document
{
    /// <summary>What the roles granted when stored mail got its readers; null before the first look.</summary>
    public string? Grants { get; set; }
}

/// <summary>Called when users, roles or process teams change.</summary>
public sealed class PeopleStamp
{
    private const string Pending = "OrchardCore.MailIntegration.PeopleChanged";

    private readonly IDocumentManager<MailPeopleState> _states;
    private readonly ISession _session;
    private readonly CurrentUser _user;

    public PeopleStamp(IDocumentManager<MailPeopleState> states, ISession session, CurrentUser user)
    {
        _states = states;
        _session = session;
        _user = user;
    }

    /// <summary>Within the transaction of the change; stored mail gets its new readers after the commit.</summary>
    public Task ChangedAsync() => ChangedAsync(_ => { });

    /// <summary>Orchard tells nobody when the permissions of a role change, so they are compared with those of before.</summary>
    /// <param name="grants">What the roles grant now.</param>
    public async Task CompareAsync(string grants)
    {
        if ((await _states.GetOrCreateImmutableAsync()).Grants != grants)
        {
            await ChangedAsync(state => state.Grants = grants);
        }
    }

    private async Task ChangedAsync(Action<MailPeopleState> change)
    {
        var state = await ScopeDocuments.LoadAsync(_states, _session);
        change(state);
        await _states.UpdateAsync(state);
        if (ShellScope.Current is not null && !ShellScope.Get<bool>(Pending))
        {
            ShellScope.Set(Pending, true);
            var actor = _user.Id;
            ShellScope.AddDeferredTask(scope =>
                scope.ServiceProvider.GetRequiredService<AddressRelinker>().RelinkAllAsync(actor, CancellationToken.None));
        }
    }
}
