using OrchardCore.DisplayManagement.Descriptors;
using OrchardCore.DisplayManagement.Handlers;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Gives parts and fields that have no place of their own in the mail centre's side panel one: whatever a site adds to the
/// type Email shows there without a placement file. A theme's placement still wins, since it is asked first.
/// </summary>
public sealed class SidePanelPlacement : IShapePlacementProvider
{
    private static readonly Resolver Shared = new();

    public Task<IPlacementInfoResolver> BuildPlacementInfoResolverAsync(IBuildShapeContext context) =>
        Task.FromResult<IPlacementInfoResolver>(Shared);

    private sealed class Resolver : IPlacementInfoResolver
    {
        private static readonly PlacementInfo Content = new("Content:5");
        private static readonly PlacementInfo Hidden = new("-");

        /// <summary>Parts and fields carry a differentiator; the buttons and marks that modules hang on every content item
        /// (edit, delete, clone, audit trail) carry none and mean nothing for an e-mail.</summary>
        public PlacementInfo? ResolvePlacement(ShapePlacementContext placementContext) =>
            placementContext.DisplayType != MailConstants.SidePanelDisplayType ? null
            : string.IsNullOrEmpty(placementContext.Differentiator) ? Hidden
            : Content;
    }
}
