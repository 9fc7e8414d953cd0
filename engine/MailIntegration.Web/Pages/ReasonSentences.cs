using System.Collections.Concurrent;
using System.Text.Json;
using MailIntegration.Engine;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Web.Pages;

/// <summary>Sentences for the engine's reasons: the very texts of the mail centre, so that mails and pages say the same.</summary>
public sealed class ReasonSentences : IReasonSentences
{
    private const string Fallback = "en";

    private readonly ClientFiles _files;
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _languages = new();

    public ReasonSentences(ClientFiles files)
    {
        _files = files;
    }

    /// <summary>The sentence with its arguments; English where a language lacks it.</summary>
    public string Of(Reason reason, string language)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var key = "reason." + reason.Code;
        var text = Read(language).GetValueOrDefault(key)
            ?? Read(Fallback).GetValueOrDefault(key)
            ?? reason.ToString();
        foreach (var (name, value) in reason.Args)
        {
            text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        return text;
    }

    private IReadOnlyDictionary<string, string> Read(string language) => _languages.GetOrAdd(language, name =>
        _files.Find($"texts/{name}.json") is { } file
            ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(file.Content)!
                .Where(t => t.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(t => t.Key, t => t.Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>());
}
