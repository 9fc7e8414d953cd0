using System.Collections.Frozen;
using System.Text.Json;

namespace MailIntegration.Engine.Templates;

/// <summary>A template's text in one language.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Html">The body.</param>
public sealed record TemplateText(string Subject, string Html);

/// <summary>The texts that every site begins with, per language and template code; they travel inside this assembly.</summary>
public static class BuiltInTexts
{
    /// <summary>The language that has every text.</summary>
    public const string Fallback = "en";

    private static readonly FrozenDictionary<string, IReadOnlyDictionary<string, TemplateText>> Texts =
        Languages.ToFrozenDictionary(l => l, Load, StringComparer.OrdinalIgnoreCase);

    /// <summary>Languages of the texts, English first.</summary>
    public static IReadOnlyList<string> Languages => ["en", "nl", "de"];

    /// <summary>The text of a template in a language; null when there is none.</summary>
    public static TemplateText? Find(string code, string language) =>
        Texts.GetValueOrDefault(language)?.GetValueOrDefault(code);

    private static IReadOnlyDictionary<string, TemplateText> Load(string language)
    {
        var name = $"MailIntegration.Engine.Templates.BuiltIn.{language}.json";
        using var stream = typeof(BuiltInTexts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The engine lacks {name}.");
        return JsonSerializer.Deserialize<Dictionary<string, TemplateText>>(stream, JsonSerializerOptions.Web)!;
    }
}
