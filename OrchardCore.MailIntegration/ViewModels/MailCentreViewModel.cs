namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>What the page around the client needs.</summary>
public sealed class MailCentreViewModel
{
    /// <summary>Mount path as the browser sees it.</summary>
    public required string Base { get; init; }

    public required string Version { get; init; }

    public required string Language { get; init; }

    public string Client(string file) => $"{Base}/client/{Version}/{file}";
}
