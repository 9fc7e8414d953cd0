using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Web.Contracts;

/// <param name="Mode">Null follows the site.</param>
/// <param name="SiteMode">What the site says.</param>
internal sealed record RoutingModel(
    ProcessingMode? Mode,
    ProcessingMode SiteMode,
    bool FileInDossier,
    bool AssignAutomatically,
    bool AssignToOwner,
    IReadOnlyList<LinkModel> AssignTargets,
    bool AssignOnlyAvailable);

internal sealed record RoutingBody(
    ProcessingMode? Mode,
    bool FileInDossier,
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

internal sealed record AvailabilityBody(bool IsAvailable);
