using MailIntegration.Engine.Writing;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Templates;

/// <summary>A filled template, ready to be sent.</summary>
/// <param name="SenderId">The address that the template chooses; empty for the site's default (MC6).</param>
public sealed record RenderedMail(string Subject, string Html, string Language, string SenderId);

/// <summary>
/// Fills templates for sending. A text that cannot be filled never stops a mail: the one before it is taken, in the end the
/// built-in one (MC5).
/// </summary>
public sealed class TemplateTexts
{
    private readonly ITemplateRenderer _renderer;
    private readonly ILogger _logger;

    public TemplateTexts(ITemplateRenderer renderer, ILogger<TemplateTexts> logger)
    {
        _renderer = renderer;
        _logger = logger;
    }

    /// <returns>Null when the template is switched off or unknown.</returns>
    public async Task<RenderedMail?> RenderAsync(
        string code, string language, TemplateModel model, CancellationToken cancellationToken)
    {
        foreach (var candidate in new[] { language, BuiltInTexts.Fallback }.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (BuiltInTexts.Find(code, candidate) is { } text
                && await FillAsync(code, text, model, cancellationToken) is { } filled)
            {
                return new RenderedMail(filled.Subject, filled.Html, candidate, "");
            }
        }

        return null;
    }

    private async Task<TemplateText?> FillAsync(
        string code, TemplateText text, TemplateModel model, CancellationToken cancellationToken)
    {
        var subject = await _renderer.RenderAsync(text.Subject, model, TemplateFormat.Text, isStrict: false, cancellationToken);
        var html = await _renderer.RenderAsync(text.Html, model, TemplateFormat.Html, isStrict: false, cancellationToken);
        if (subject.Text is null || html.Text is null)
        {
            _logger.LogError(
                "Template {Code} cannot be filled and is passed over: {Problem}",
                code, subject.Problems.Concat(html.Problems).FirstOrDefault());
            return null;
        }

        return new TemplateText(OneLine(subject.Text), html.Text);
    }

    /// <summary>A subject is one line, whatever a value brings along.</summary>
    internal static string OneLine(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var clean = new string([.. words.Where(c => !char.IsControl(c))]);
        return clean.Length <= WritingLimits.MaxSubject ? clean : clean[..WritingLimits.MaxSubject];
    }
}
