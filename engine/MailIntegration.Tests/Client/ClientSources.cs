using System.Reflection;
using System.Text;
using System.Text.Json;

namespace MailIntegration.Tests.Client;

/// <summary>The client's files as they travel inside the assembly.</summary>
internal static class ClientSources
{
    private const string Prefix = "client/";

    public static IReadOnlyDictionary<string, string> All { get; } = Load();

    public static IEnumerable<KeyValuePair<string, string>> OfType(params string[] extensions) =>
        All.Where(f => extensions.Contains(Path.GetExtension(f.Key), StringComparer.Ordinal));

    public static IReadOnlyDictionary<string, string> Texts(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(All[$"texts/{language}.json"])!;

    /// <summary>The path that a module names from another one's folder.</summary>
    public static string Resolve(string fromPath, string relative)
    {
        var parts = fromPath.Split('/')[..^1].ToList();
        foreach (var part in relative.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static Dictionary<string, string> Load()
    {
        var assembly = Assembly.Load("MailIntegration.Web");
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            files[name[Prefix.Length..].Replace('\\', '/')] = reader.ReadToEnd();
        }

        return files;
    }
}
