using MailIntegration.Engine.Channels;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.MailIntegration.Services;

namespace OrchardCore.MailIntegration.Handlers;

/// <summary>Validation of content that comes by recipes, deployment and the content API; editors ask the same validator.</summary>
public sealed class MailValidationHandler : ContentHandlerBase
{
    private readonly MailContentValidator _validator;
    private readonly ReasonTexts _texts;

    public MailValidationHandler(MailContentValidator validator, ReasonTexts texts)
    {
        _validator = validator;
        _texts = texts;
    }

    public override async Task ValidatingAsync(ValidateContentContext context)
    {
        if (!MailConstants.ContentTypes.Ordinary.Contains(context.ContentItem.ContentType))
        {
            return;
        }

        SetupErrors errors = await _validator.ValidateAsync(context.ContentItem, CancellationToken.None);
        foreach (var (field, reasons) in errors.Fields)
        {
            // Recipes and exports carry no secrets: such an environment waits until somebody enters one.
            foreach (var reason in reasons.Where(r => r.Code != "credential-required"))
            {
                context.Fail(_texts.Of(reason), field);
            }
        }
    }
}
