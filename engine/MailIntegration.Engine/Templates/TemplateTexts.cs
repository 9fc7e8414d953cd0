using MailIntegration.Engine.Writing;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Templates;

/// <summary>A filled template, ready to be sent.</summary>
/// <param name="SenderId">The address that the template chooses; empty for the site's default (MC6).</param>
public sealed record RenderedMail(string Subject, string Html, string Language, string SenderId);

/// <summary>
/// Fills templates for sending. A text that cannot be filled never stops a mail: the version before it is taken, in the end the
/// built-in text (MC5).
/// </summary>
public sealed class TemplateTexts
{
    private readonly ITemplateRenderer _renderer;
    private readonly ITemplateStore _store;
    private readonly ILogger _logger;

    public TemplateTexts(ITemplateRenderer renderer, ITemplateStore store, ILogger<TemplateTexts> logger)
    {
        _renderer = renderer;
        _store = store;
        _logger = logger;
    }

    /// <param name="id">The code of a system template, or the id of one that people made.</param>
    /// <param name="language">A tag such as <c>nl</c> or <c>nl-BE</c>; where the template has no text in its language, English is
    /// taken, then any.</param>
    /// <returns>Null when the template is switched off, unknown or not published.</returns>
    public async Task<RenderedMail?> RenderAsync(
        string id, string language, TemplateModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        language = LanguageTag.PrimaryOf(language) ?? BuiltInTexts.Fallback;
        var stored = await _store.FindAsync(id, cancellationToken);
        var system = SystemTemplates.Find(id);
        if (system is not { CanDisable: false } && stored?.Published is { IsOn: false })
        {
            return null;
        }

        var tried = new HashSet<TemplateText>();
        foreach (var (text, textLanguage) in Candidates(id, language, stored?.Published))
        {
            if (tried.Add(text) && await FillAsync(id, text, model, cancellationToken) is { } filled)
            {
                return new RenderedMail(filled.Subject, filled.Html, textLanguage, stored?.Published?.SenderId ?? "");
            }
        }

        return stored?.Published is null ? null : await OlderAsync(id, language, stored.Published.SenderId, model, cancellationToken);
    }

    /// <summary>Fills one text, for previews too.</summary>
    /// <returns>Null when it has a problem, which is logged.</returns>
    private async Task<TemplateText?> FillAsync(
        string id, TemplateText text, TemplateModel model, CancellationToken cancellationToken)
    {
        var subject = await _renderer.RenderAsync(text.Subject, model, TemplateFormat.Text, isStrict: false, cancellationToken);
        var html = await _renderer.RenderAsync(text.Html, model, TemplateFormat.Html, isStrict: false, cancellationToken);
        if (subject.Text is null || html.Text is null)
        {
            _logger.LogError(
                "Template {Id} cannot be filled and is passed over: {Problem}",
                id, string.Join(", ", subject.Problems.Concat(html.Problems).Take(3)));
            return null;
        }

        return new TemplateText(OneLine(subject.Text), html.Text);
    }

    /// <summary>For templates that have no built-in text to fall back to.</summary>
    private async Task<RenderedMail?> OlderAsync(
        string id, string language, string senderId, TemplateModel model, CancellationToken cancellationToken)
    {
        foreach (var version in await _store.GetVersionsAsync(id, cancellationToken))
        {
            foreach (var (text, textLanguage) in Published(language, version.Content))
            {
                if (await FillAsync(id, text, model, cancellationToken) is { } filled)
                {
                    return new RenderedMail(filled.Subject, filled.Html, textLanguage, senderId);
                }
            }
        }

        return null;
    }

    /// <summary>What may be sent, best first: the recipient's language goes before the site's own words in another one.</summary>
    private static IEnumerable<(TemplateText Text, string Language)> Candidates(string id, string language, TemplateContent? published)
    {
        if (published?.Texts.GetValueOrDefault(language) is { } own)
        {
            yield return (own, language);
        }

        if (BuiltInTexts.Find(id, language) is { } builtIn)
        {
            yield return (builtIn, language);
        }

        foreach (var other in Published(BuiltInTexts.Fallback, published))
        {
            yield return other;
        }

        if (BuiltInTexts.Find(id, BuiltInTexts.Fallback) is { } last)
        {
            yield return (last, BuiltInTexts.Fallback);
        }
    }

    private static IEnumerable<(TemplateText Text, string Language)> Published(string language, TemplateContent? content) =>
        content is null
            ? []
            : content.Texts
                .OrderBy(t => t.Key == language ? 0 : t.Key == BuiltInTexts.Fallback ? 1 : 2).ThenBy(t => t.Key, StringComparer.Ordinal)
                .Select(t => (t.Value, t.Key));

    /// <summary>A subject is one line, whatever a value brings along.</summary>
    internal static string OneLine(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var clean = new string([.. words.Where(c => !char.IsControl(c))]);
        return TextCut.At(clean, WritingLimits.MaxSubject);
    }
}
