using OrchardCore.DisplayManagement.Descriptors;
using OrchardCore.DisplayManagement.Handlers;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Gives everything that has no place of its own in the mail centre's side panel one: whatever part or field a site adds
/// to the type Email shows there without a placement file. A theme's placement still wins, since it is asked first.
/// </summary>
public sealed class SidePanelPlacement : IShapePlacementProvider
{
    private static readonly Resolver Shared = new();

    public Task<IPlacementInfoResolver> BuildPlacementInfoResolverAsync(IBuildShapeContext context) =>
        Task.FromResult<IPlacementInfoResolver>(Shared);

    private sealed class Resolver : IPlacementInfoResolver
    {
        private static readonly PlacementInfo Content = new("Content:5");

        public PlacementInfo? ResolvePlacement(ShapePlacementContext placementContext) =>
            placementContext.DisplayType == MailConstants.SidePanelDisplayType ? Content : null;
    }
}
