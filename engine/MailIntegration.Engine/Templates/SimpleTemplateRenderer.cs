using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MailIntegration.Engine.Templates;

/// <summary>
/// The built-in template language: text with <c>{{ field.name }}</c>. Whatever else looks like a tag is a problem with its place,
/// never text that goes out.
/// </summary>
public sealed partial class SimpleTemplateRenderer : ITemplateRenderer
{
    private const int MaxProblems = 20;

    public string Language => "simple";

    public ValueTask<TemplateOutput> RenderAsync(
        string source, TemplateModel model, TemplateFormat format, bool isStrict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(model);
        var output = new StringBuilder(source.Length);
        var problems = new List<Reason>();
        var at = 0;
        while (problems.Count < MaxProblems && NextTag(source, at) is var open and >= 0)
        {
            output.Append(source, at, open - at);
            var close = source.IndexOf(source[open + 1] == '{' ? "}}" : "%}", open + 2, StringComparison.Ordinal);
            if (close < 0)
            {
                problems.Add(Problem("template-unclosed", source, open));
                at = source.Length;
                break;
            }

            Fill(source, open, close, model, format, isStrict, output, problems);
            at = close + 2;
        }

        output.Append(source, at, source.Length - at);
        return ValueTask.FromResult(problems.Count > 0 ? new TemplateOutput(null, problems) : TemplateOutput.Of(output.ToString()));
    }

    /// <summary>A reason with its place, lines and columns from 1.</summary>
    internal static Reason Problem(string code, string source, int position, string? name = null)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < position; i++)
        {
            if (source[i] == '\n')
            {
                line++;
                start = i + 1;
            }
        }

        var args = new Dictionary<string, string>
        {
            ["line"] = line.ToString(CultureInfo.InvariantCulture),
            ["column"] = (position - start + 1).ToString(CultureInfo.InvariantCulture),
        };
        if (name is not null)
        {
            args["name"] = name;
        }

        return new Reason(code, args);
    }

    private static void Fill(
        string source, int open, int close, TemplateModel model, TemplateFormat format, bool isStrict, StringBuilder output,
        List<Reason> problems)
    {
        var name = source[(open + 2)..close].Trim();
        if (source[open + 1] == '%')
        {
            problems.Add(Problem("template-tag-unknown", source, open, Short(name)));
        }
        else if (!FieldName().IsMatch(name))
        {
            problems.Add(Problem("template-field-malformed", source, open, Short(name)));
        }
        else if (!model.TryGet(name, out var value))
        {
            if (isStrict)
            {
                problems.Add(Problem("template-field-unknown", source, open, name));
            }
        }
        else
        {
            var text = TemplateModel.ToText(value);
            output.Append(format == TemplateFormat.Text || value is TemplateHtml ? text : WebUtility.HtmlEncode(text));
        }
    }

    private static int NextTag(string source, int from)
    {
        for (var at = source.IndexOf('{', from); at >= 0 && at < source.Length - 1; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%')
            {
                return at;
            }
        }

        return -1;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60];

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", RegexOptions.NonBacktracking)]
    private static partial Regex FieldName();
}
