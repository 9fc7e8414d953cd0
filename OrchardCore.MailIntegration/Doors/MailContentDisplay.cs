using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.DisplayManagement.Handlers;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Shows nothing of our content to people who may not see it, wherever a theme, a widget, a picker field or a Liquid tag
/// displays it.
/// </summary>
public sealed class MailContentDisplay : IContentDisplayHandler
{
    /// <summary>A template that is empty.</summary>
    private const string Nothing = "MailNothing";

    private readonly MailVisibility _visibility;

    public MailContentDisplay(MailVisibility visibility)
    {
        _visibility = visibility;
    }

    public async Task BuildDisplayAsync(ContentItem contentItem, BuildDisplayContext context)
    {
        // The mail centre asks for each e-mail whether its reader sees it before it builds the panel.
        if (context.DisplayType != MailConstants.SidePanelDisplayType && !await _visibility.MaySeeAsync(contentItem))
        {
            context.Shape.Metadata.Type = Nothing;
            context.Shape.Metadata.Alternates.Clear();
        }
    }

    public Task BuildEditorAsync(ContentItem contentItem, BuildEditorContext context) => Task.CompletedTask;

    public Task UpdateEditorAsync(ContentItem contentItem, UpdateEditorContext context) => Task.CompletedTask;
}
