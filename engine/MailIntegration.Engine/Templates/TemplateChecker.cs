using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Templates;

/// <summary>Whether a template makes sense: bounds always, and before it is published every text on a sample record.</summary>
public sealed class TemplateChecker
{
    private readonly ITemplateRenderer _renderer;
    private readonly IMailSetupStore _setup;

    public TemplateChecker(ITemplateRenderer renderer, IMailSetupStore setup)
    {
        _renderer = renderer;
        _setup = setup;
    }

    /// <summary>Texts without anything in them are no texts.</summary>
    public static TemplateContent Tidy(TemplateContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content with
        {
            Name = content.Name.Trim(),
            Texts = content.Texts
                .Where(t => t.Value.Subject.Trim().Length > 0 || t.Value.Html.Trim().Length > 0)
                .ToDictionary(t => t.Key.ToLowerInvariant(), t => t.Value with { Subject = t.Value.Subject.Trim() }, StringComparer.Ordinal),
        };
    }

    /// <summary>Errors of fields <c>name</c>, <c>senderId</c>, <c>isOn</c>, <c>subject.{language}</c> and <c>html.{language}</c>.</summary>
    public async Task<SetupErrors> CheckAsync(
        string id, TemplateContent content, bool isPublished, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var errors = new SetupErrors();
        var system = SystemTemplates.Find(id);
        if (system is null && content.Name.Length == 0)
        {
            errors.Add("name", "name-required");
        }
        else if (content.Name.Length > SetupValidator.MaxName || content.Name.Any(char.IsControl))
        {
            errors.Add("name", "text-malformed");
        }

        if (system is { CanDisable: false } && !content.IsOn)
        {
            errors.Add("isOn", "template-always-on");
        }

        if (content.SenderId.Length > 0 && (await _setup.GetAsync(cancellationToken)).FindAddress(content.SenderId) is null)
        {
            errors.Add("senderId", "sender-not-allowed");
        }

        foreach (var (language, text) in content.Texts)
        {
            CheckBounds(errors, language, text);
            if (isPublished && errors.IsEmpty)
            {
                await CheckTextAsync(errors, system, language, text, cancellationToken);
            }
        }

        return system is null && isPublished && content.Texts.Count == 0 ? errors.Add("", "template-empty") : errors;
    }

    private static void CheckBounds(SetupErrors errors, string language, TemplateText text)
    {
        if (!BuiltInTexts.Languages.Contains(language))
        {
            errors.Add("", new Reason("template-language-unknown", "language", language));
        }

        if (text.Subject.Length > WritingLimits.MaxSubject)
        {
            errors.Add("subject." + language, Bounds.TooLong(WritingLimits.MaxSubject));
        }

        if (text.Html.Length > WritingLimits.MaxHtml / 3)
        {
            errors.Add("html." + language, Bounds.TooLong(WritingLimits.MaxHtml / 3));
        }
    }

    private async Task CheckTextAsync(
        SetupErrors errors, SystemTemplate? system, string language, TemplateText text, CancellationToken cancellationToken)
    {
        var sample = system?.Sample ?? SystemTemplates.ForAutomations;
        var subject = await _renderer.RenderAsync(text.Subject, sample, TemplateFormat.Text, isStrict: true, cancellationToken);
        var html = await _renderer.RenderAsync(text.Html, sample, TemplateFormat.Html, isStrict: true, cancellationToken);
        foreach (var problem in subject.Problems)
        {
            errors.Add("subject." + language, problem);
        }

        foreach (var problem in html.Problems)
        {
            errors.Add("html." + language, problem);
        }

        if (subject.Text is not null && TemplateTexts.OneLine(subject.Text).Length == 0)
        {
            errors.Add("subject." + language, "subject-required");
        }

        // The text has to show it, not only name it: an expression that never prints it is no link.
        if (system?.RequiredField is { } field && html.Text is not null && system.Sample.TryGet(field, out var value)
            && !html.Text.Contains(System.Net.WebUtility.HtmlEncode(TemplateModel.ToText(value)), StringComparison.Ordinal))
        {
            errors.Add("html." + language, new Reason("template-field-required", "name", field));
        }
    }
}
