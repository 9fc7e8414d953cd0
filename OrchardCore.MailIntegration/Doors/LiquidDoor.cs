using Fluid;
using Fluid.Values;
using Microsoft.Extensions.Options;
using OrchardCore.ContentManagement;
using OrchardCore.Liquid;

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

    public void Configure(TemplateOptions options)
    {
        options.ValueConverters.Add(value => value is ContentItem item && IsHidden(item) ? NilValue.Instance : null);

        // This one hands out items as they are, past the converters; what others registered before comes first.
        if (options.MemberAccessStrategy.GetAccessor(typeof(LiquidContentAccessor), "Alias") is { } inner)
        {
            options.MemberAccessStrategy.Register<LiquidContentAccessor, object?>(
                "Alias", (content, context) => Guard(inner.Get(content, "Alias", context), (LiquidTemplateContext)context));
        }
    }

    private object? Guard(object? found, LiquidTemplateContext context) => found is not LiquidPropertyAccessor accessor
        ? found
        : new LiquidPropertyAccessor(context, async (name, _) =>
        {
            var value = await accessor.GetValueAsync(name);
            return value.ToObjectValue() is ContentItem item && IsHidden(item) ? NilValue.Instance : value;
        });

    private bool IsHidden(ContentItem item) =>
        MailConstants.ContentTypes.Ordinary.Contains(item.ContentType) && !_visibility.MaySee(item);
}
