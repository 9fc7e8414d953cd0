namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>What an application asks an administrator for.</summary>
internal sealed record ConsentRequest(AppRegistration App, string RedirectUri, string State, string Scope)
{
    public IReadOnlyList<string> Scopes => Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Application permissions come with <c>.default</c> only, and are those of the registration. Single scopes are
    /// delegated permissions: they need an administrator too, but give an app without a user nothing.
    /// </summary>
    public IReadOnlyList<string> Roles =>
        Scopes.Any(scope => scope.EndsWith("/.default", StringComparison.Ordinal) || scope == ".default") ? App.Roles : [];

    /// <summary>What the page lists.</summary>
    public IReadOnlyList<string> Shown => Roles.Count > 0 ? Roles : [.. Scopes.Select(scope => scope[(scope.LastIndexOf('/') + 1)..])];
}
