namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>What the page around the client needs.</summary>
public sealed class MailCentreViewModel
{
    /// <summary>Mount path as the browser sees it.</summary>
    public required string Base { get; init; }

    public required string Version { get; init; }

    public required string Language { get; init; }

    /// <summary>Scripts of the client, loaded ahead of the imports that name them.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    public string Client(string file) => $"{Base}/client/{Version}/{file}";
}
