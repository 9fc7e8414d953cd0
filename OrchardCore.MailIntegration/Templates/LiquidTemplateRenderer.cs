using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using MailIntegration.Engine;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrchardCore.BackgroundTasks;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.Liquid;

namespace OrchardCore.MailIntegration.Templates;

/// <summary>
/// Fills templates by Orchard's Liquid, with the tags and filters of the site. A field that is not there is found by rendering;
/// its place is where it is named first.
/// </summary>
public sealed partial class LiquidTemplateRenderer : ITemplateRenderer
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly ILiquidTemplateManager _liquid;
    private readonly TemplateOptions _options;
    private readonly IHttpContextAccessor _http;

    public LiquidTemplateRenderer(ILiquidTemplateManager liquid, IOptions<TemplateOptions> options, IHttpContextAccessor http)
    {
        _liquid = liquid;
        _options = options.Value;
        _http = http;
    }

    public string Language => "liquid";

    public async ValueTask<TemplateOutput> RenderAsync(
        string source, TemplateModel model, TemplateFormat format, bool isStrict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(model);
        if (!_liquid.Validate(source, out var errors))
        {
            return new TemplateOutput(null, errors.Select(Syntax).ToList());
        }

        var missing = new List<string>();
        var values = model.Root.ToDictionary(f => f.Key, f => Value(f.Value, f.Key, missing), StringComparer.Ordinal);
        var request = _http.HttpContext;
        try
        {
            // Orchard's Liquid needs a request to render anything; the worker has none.
            _http.HttpContext ??= ShellScope.Context?.CreateHttpContext();
            TextEncoder encoder = format == TemplateFormat.Html ? Html : NullEncoder.Default;
            var text = await _liquid.RenderStringAsync(source, encoder, null, values);
            var problems = isStrict ? Unknown(source, model, missing) : [];
            return problems.Count > 0 ? new TemplateOutput(null, problems) : TemplateOutput.Of(text ?? "");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // A filter or tag of the site threw: what it says may quote values.
            return TemplateOutput.Failed(At("template-failed", source, 0, exception.GetType().Name));
        }
        finally
        {
            if (request is null)
            {
                _http.HttpContext = null;
            }
        }
    }

    private FluidValue Value(object? value, string path, List<string> missing) => value switch
    {
        null => NilValue.Instance,
        TemplateHtml html => new StringValue(html.Html, encode: false),
        IReadOnlyDictionary<string, object?> fields => new DictionaryValue(new Fields(
            fields.ToDictionary(f => f.Key, f => Value(f.Value, $"{path}.{f.Key}", missing), StringComparer.OrdinalIgnoreCase),
            name => missing.Add($"{path}.{name}"))),
        string text => new StringValue(text),
        _ => FluidValue.Create(value, _options),
    };

    private List<Reason> Unknown(string source, TemplateModel model, List<string> missing)
    {
        var problems = new List<Reason>();
        var made = Made().Matches(source).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (Match output in Output().Matches(source))
        {
            var name = output.Groups["name"].Value;
            if (!model.Root.ContainsKey(name) && !made.Contains(name) && !Keywords.Contains(name)
                && _options.Scope.GetValue(name).IsNil())
            {
                problems.Add(At("template-field-unknown", source, output.Index, name));
            }
        }

        foreach (var path in missing.Distinct(StringComparer.Ordinal))
        {
            var place = source.IndexOf(path, StringComparison.Ordinal);
            problems.Add(At("template-field-unknown", source, Math.Max(place, 0), path));
        }

        return problems;
    }

    /// <summary>Parsers say where: "... at (2:14)".</summary>
    private static Reason Syntax(string error)
    {
        var place = Place().Match(error ?? "");
        return new Reason("template-syntax", new Dictionary<string, string>
        {
            ["line"] = place.Success ? place.Groups["line"].Value : "1",
            ["column"] = place.Success ? place.Groups["column"].Value : "1",
            ["error"] = place.Success ? error![..place.Index].Trim() : error ?? "",
        });
    }

    private static Reason At(string code, string source, int position, string name)
    {
        var before = source.AsSpan(0, position);
        return new Reason(code, new Dictionary<string, string>
        {
            ["line"] = (before.Count('\n') + 1).ToString(CultureInfo.InvariantCulture),
            ["column"] = (position - before.LastIndexOf('\n')).ToString(CultureInfo.InvariantCulture),
            ["name"] = name,
        });
    }

    private static readonly HashSet<string> Keywords =
        new(["true", "false", "nil", "null", "empty", "blank", "forloop", "tablerowloop"], StringComparer.Ordinal);

    [GeneratedRegex(@"\{\{-?\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Output();

    [GeneratedRegex(@"\{%-?\s*(assign|capture|for|tablerow|increment|decrement)\s+(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Made();

    [GeneratedRegex(@"(\s+at)?\s*\((?<line>\d+):(?<column>\d+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    /// <summary>Fields of the model; one that is asked for in vain is told.</summary>
    private sealed class Fields : IFluidIndexable
    {
        private readonly Dictionary<string, FluidValue> _values;
        private readonly Action<string> _missing;

        public Fields(Dictionary<string, FluidValue> values, Action<string> missing)
        {
            _values = values;
            _missing = missing;
        }

        public int Count => _values.Count;

        public IEnumerable<string> Keys => _values.Keys;

        public bool TryGetValue(string name, out FluidValue value)
        {
            if (_values.TryGetValue(name, out value!))
            {
                return true;
            }

            _missing(name);
            value = NilValue.Instance;
            return false;
        }
    }
}
