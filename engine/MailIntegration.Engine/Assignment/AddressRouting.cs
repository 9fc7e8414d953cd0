using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Assignment;

/// <summary>What an address does with the mail that it receives: chat or dossier (PR3), filing, and who gets new
/// conversations (AD9, AD10).</summary>
public sealed record AddressRouting
{
    /// <summary>Overrides <see cref="MailSettings.Mode"/> for this address; null follows it (PR3).</summary>
    public ProcessingMode? Mode { get; init; }

    /// <summary>Overrides <see cref="MailSettings.FileInDossier"/> for this address; null follows it (PR3).</summary>
    public bool? FileInDossier { get; init; }

    /// <summary>Whether mail of this address is filed in its contact's dossier.</summary>
    internal bool FilesInDossier(MailSettings settings) => FileInDossier ?? settings.FileInDossier;

    /// <summary>Who gets new conversations.</summary>
    public AssignmentRules Assignment { get; init; } = new();
}

/// <summary>Whom new conversations of an address are assigned to. Nobody by default (AD9).</summary>
public sealed record AssignmentRules
{
    public const int MaxTargets = 50;

    public bool IsAutomatic { get; init; }

    /// <summary>The owner of the contact gets it, before <see cref="Targets"/> are asked. He gets it even when he is away; it is
    /// mailed to him then.</summary>
    public bool ToContactOwner { get; init; }

    /// <summary>Members and process teams that take turns; roles are refused.</summary>
    public IReadOnlyList<AddressLink> Targets { get; init; } = [];

    /// <summary>Leaves out those of <see cref="Targets"/> who are away (AD10).</summary>
    public bool OnlyAvailable { get; init; } = true;
}
