using Fluid;
using Fluid.Values;
using Microsoft.Extensions.Options;
using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Our content is nil in Liquid for people who may not see it, whichever accessor, filter or query found it: a template runs
/// with the eyes of whoever looks at the page. E-mails are not reached by Liquid, but for the panel's own templates.
/// </summary>
public sealed class LiquidDoor : IConfigureOptions<TemplateOptions>
{
    private readonly MailVisibility _visibility;

    public LiquidDoor(MailVisibility visibility)
    {
        _visibility = visibility;
    }

    public void Configure(TemplateOptions options) => options.ValueConverters.Add(value =>
        value is ContentItem item && MailConstants.ContentTypes.Ordinary.Contains(item.ContentType) && !_visibility.MaySee(item) ? NilValue.Instance : null);
}
