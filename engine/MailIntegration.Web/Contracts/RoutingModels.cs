using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Web.Contracts;

/// <param name="Mode">Null follows the site.</param>
/// <param name="SiteMode">What the site says.</param>
/// <param name="FileInDossier">Null follows the site.</param>
/// <param name="SiteFileInDossier">What the site says.</param>
internal sealed record RoutingModel(
    ProcessingMode? Mode,
    ProcessingMode SiteMode,
    bool? FileInDossier,
    bool SiteFileInDossier,
    bool AssignAutomatically,
    bool AssignToOwner,
    IReadOnlyList<LinkModel> AssignTargets,
    bool AssignOnlyAvailable);

internal sealed record RoutingBody(
    ProcessingMode? Mode,
    bool? FileInDossier,
    bool AssignAutomatically,
    bool AssignToOwner,
    IReadOnlyList<LinkBody>? AssignTargets,
    bool AssignOnlyAvailable = true)
{
    public AddressRouting ToRouting() => new()
    {
        Mode = Mode,
        FileInDossier = FileInDossier,
        Assignment = new AssignmentRules
        {
            IsAutomatic = AssignAutomatically,
            ToContactOwner = AssignToOwner,
            Targets = (AssignTargets ?? []).Select(t => t.ToLink()).ToList(),
            OnlyAvailable = AssignOnlyAvailable,
        },
    };
}

internal sealed record LinksBody(IReadOnlyList<LinkBody>? Links);

/// <summary>Members whose sight of stored mail changes; others are left out.</summary>
internal sealed record LinksPreviewModel(IReadOnlyList<SightChange> Members);

internal sealed record AvailabilityBody(bool IsAvailable);
