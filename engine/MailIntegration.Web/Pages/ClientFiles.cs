using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;

namespace MailIntegration.Web.Pages;

/// <summary>The client's files, which travel inside this assembly. Small enough to stay in memory.</summary>
public sealed class ClientFiles
{
    private const string ResourcePrefix = "client/";
    private const string ModulePlace = "{{module}}";
    private const string EntryPoint = "main.js";

    /// <summary>Of the small page on which a pop-up ends; the mail centre does not load it.</summary>
    private const string PopupEntryPoint = "linked.js";

    /// <summary>The contact's page, which the mail centre does not load either.</summary>
    private const string PortalFolder = "portal/";

    private readonly FrozenDictionary<string, ClientFile> _files;

    public ClientFiles()
        : this(typeof(ClientFiles).Assembly)
    {
    }

    private ClientFiles(Assembly assembly)
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".js"] = "text/javascript; charset=utf-8";
        types.Mappings[".css"] = "text/css; charset=utf-8";
        types.Mappings[".json"] = "application/json; charset=utf-8";
        _files = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => Read(assembly, n, types))
            .ToFrozenDictionary(f => f.Path, StringComparer.Ordinal);
        Version = Hash(_files.Values);
        Modules = _files.Keys
            .Where(p => p.EndsWith(".js", StringComparison.Ordinal) && p != PopupEntryPoint
                && !p.StartsWith(PortalFolder, StringComparison.Ordinal))
            .OrderBy(p => p != EntryPoint).ThenBy(p => p, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Changes with any file; part of every file's address, so that browsers may keep files for ever.</summary>
    public string Version { get; }

    /// <summary>
    /// Paths of all scripts of the mail centre, the first one first. Pages name them for loading ahead (<c>modulepreload</c>): a browser that has
    /// to read one script to learn of the next comes back to the server once for each level of imports.
    /// </summary>
    public IReadOnlyList<string> Modules { get; }

    public ClientFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>
    /// An HTML page of the client with its <c>{{name}}</c> places filled, encoded. A line with <c>{{module}}</c> comes once for
    /// each of <see cref="Modules"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such page.</exception>
    public string Render(string path, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var file = Find(path) ?? throw new InvalidOperationException($"The client has no {path}.");
        var page = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(file.Content).Split('\n'))
        {
            var isRepeated = line.Contains(ModulePlace, StringComparison.Ordinal);
            page.AppendJoin('\n', isRepeated ? Modules.Select(m => line.Replace(ModulePlace, m, StringComparison.Ordinal)) : [line]).Append('\n');
        }

        page.Length--;
        foreach (var (name, value) in values)
        {
            page.Replace("{{" + name + "}}", System.Net.WebUtility.HtmlEncode(value));
        }

        return page.ToString();
    }

    private static ClientFile Read(Assembly assembly, string resource, FileExtensionContentTypeProvider types)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        // On Windows the build writes the folder with backslashes.
        var path = resource[ResourcePrefix.Length..].Replace('\\', '/');
        return new ClientFile(
            path, types.TryGetContentType(path, out var type) ? type : "application/octet-stream", content);
    }

    private static string Hash(IEnumerable<ClientFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Path + "\n"));
            hash.AppendData(file.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}

/// <summary>One file of the client.</summary>
public sealed record ClientFile(string Path, string ContentType, byte[] Content);
