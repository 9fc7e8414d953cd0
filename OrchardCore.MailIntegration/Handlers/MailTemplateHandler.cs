using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Templates;

namespace OrchardCore.MailIntegration.Handlers;

/// <summary>
/// Whatever way a template comes by (screen, API, recipe, import), it has an id, and what does not make sense is not published
/// (MC1, MC3, MC5).
/// </summary>
public sealed class MailTemplateHandler : ContentHandlerBase
{
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public MailTemplateHandler(IServiceProvider services, TimeProvider time, ILogger<MailTemplateHandler> logger)
    {
        _services = services;
        _time = time;
        _logger = logger;
    }

    public override Task CreatingAsync(CreateContentContext context) => IdentifyAsync(context.ContentItem);

    public override Task ImportingAsync(ImportContentContext context) => IdentifyAsync(context.ContentItem);

    public override Task CloningAsync(CloneContentContext context)
    {
        if (context.CloneContentItem.ContentType == MailConstants.ContentTypes.Template)
        {
            // A copy is another template, also of a system mail.
            context.CloneContentItem.Alter<MailTemplatePart>(part => part.TemplateId = Ids.New(_time.GetUtcNow()));
        }

        return Task.CompletedTask;
    }

    public override async Task PublishingAsync(PublishContentContext context)
    {
        if (!context.ContentItem.TryGet<MailTemplatePart>(out var part))
        {
            return;
        }

        // Resolved late: what it is made of asks the content manager, which is made of handlers such as this one.
        var checker = _services.GetRequiredService<TemplateChecker>();
        SetupErrors errors = await checker.CheckAsync(
            part.TemplateId, TemplateMapping.ToContent(context.ContentItem, part), isPublished: true, CancellationToken.None);
        if (!errors.IsEmpty)
        {
            _logger.LogWarning("Template {Id} is not published: {Reason}", part.TemplateId, errors.First);
            context.Cancel = true;
        }
    }

    private Task IdentifyAsync(ContentItem item)
    {
        if (item.TryGet<MailTemplatePart>(out var part) && part.TemplateId.Length == 0)
        {
            item.Alter<MailTemplatePart>(p => p.TemplateId = Ids.New(_time.GetUtcNow()));
        }

        return Task.CompletedTask;
    }
}
