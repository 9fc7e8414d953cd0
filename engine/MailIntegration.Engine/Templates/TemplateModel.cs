using System.Globalization;

namespace MailIntegration.Engine.Templates;

/// <summary>The values of a template's fields, as a tree.</summary>
public sealed class TemplateModel
{
    private const int MaxDepth = 8;

    private TemplateModel(Dictionary<string, object?> root)
    {
        Root = root;
    }

    /// <summary>Text, numbers, truth values, moments, <see cref="TemplateHtml"/>, lists of them, and further dictionaries. Names are
    /// compared without case.</summary>
    public IReadOnlyDictionary<string, object?> Root { get; }

    /// <summary>Takes dotted keys apart; later values win.</summary>
    public static TemplateModel Of(params IReadOnlyDictionary<string, object?>[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var root = New();
        foreach (var part in parts)
        {
            Merge(root, part, 0);
        }

        return new TemplateModel(root);
    }

    /// <summary>Finds a value by its dotted path.</summary>
    /// <returns>False when there is no such field.</returns>
    public bool TryGet(string path, out object? value)
    {
        ArgumentNullException.ThrowIfNull(path);
        value = Root;
        foreach (var name in path.Split('.'))
        {
            if (value is not IReadOnlyDictionary<string, object?> fields || !fields.TryGetValue(name, out value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All paths that lead to a value.</summary>
    public IEnumerable<string> Paths() => Paths(Root, "");

    /// <summary>A value as people read it.</summary>
    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        DateTimeOffset at => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, object?> => "",
        IEnumerable<object?> list => string.Join(", ", list.Select(ToText)),
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<string> Paths(IReadOnlyDictionary<string, object?> fields, string prefix) =>
        fields.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value is IReadOnlyDictionary<string, object?> inner
            ? Paths(inner, prefix + f.Key + ".")
            : [prefix + f.Key]);

    private static void Merge(Dictionary<string, object?> target, IReadOnlyDictionary<string, object?> part, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException("A template's model is nested too deeply.", nameof(part));
        }

        foreach (var (key, value) in part)
        {
            var names = key.Split('.');
            var fields = target;
            foreach (var name in names.SkipLast(1))
            {
                fields = Inner(fields, name);
            }

            if (value is IReadOnlyDictionary<string, object?> inner)
            {
                Merge(Inner(fields, names[^1]), inner, depth + 1);
            }
            else
            {
                fields[names[^1]] = value;
            }
        }
    }

    private static Dictionary<string, object?> Inner(Dictionary<string, object?> fields, string name)
    {
        if (fields.GetValueOrDefault(name) is not Dictionary<string, object?> inner)
        {
            fields[name] = inner = New();
        }

        return inner;
    }

    private static Dictionary<string, object?> New() => new(StringComparer.OrdinalIgnoreCase);
}
