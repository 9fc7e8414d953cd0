namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>What the contact's page needs to load.</summary>
public sealed class MailPortalViewModel
{
    /// <summary>Where the portal is, as the browser sees it.</summary>
    public required string Base { get; init; }

    /// <summary>The token of a link, or the account of whoever is signed in.</summary>
    public required string Key { get; init; }

    public required string Version { get; init; }

    public required string Language { get; init; }

    /// <summary>Where somebody signs in who has no link.</summary>
    public required string SignIn { get; init; }
}
