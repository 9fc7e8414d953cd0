namespace MailIntegration.Engine.Templates;

/// <summary>HTML that is inserted as it is; whoever makes one has cleaned it.</summary>
public sealed record TemplateHtml(string Html)
{
    public override string ToString() => Html;
}

/// <summary>What the values of a template become in its output.</summary>
public enum TemplateFormat
{
    /// <summary>Values are HTML-encoded, but <see cref="TemplateHtml"/>.</summary>
    Html,

    /// <summary>Values stay as they are: subjects.</summary>
    Text,
}

/// <summary>What became of a template.</summary>
/// <param name="Text">The output; null when there are problems.</param>
/// <param name="Problems">Reasons whose arguments <c>line</c> and <c>column</c> (from 1) say where.</param>
public sealed record TemplateOutput(string? Text, IReadOnlyList<Reason> Problems)
{
    public static TemplateOutput Of(string text) => new(text, []);

    public static TemplateOutput Failed(params Reason[] problems) => new(null, problems);
}

/// <summary>
/// Port: fills templates. The built-in one knows <c>{{ field.name }}</c>; a home may have a richer language, in which that means
/// the same.
/// </summary>
public interface ITemplateRenderer
{
    /// <summary>The language's name for screens: <c>simple</c> or <c>liquid</c>.</summary>
    string Language { get; }

    /// <param name="isStrict">A field that the model does not have is a problem; otherwise it is empty.</param>
    ValueTask<TemplateOutput> RenderAsync(
        string source, TemplateModel model, TemplateFormat format, bool isStrict, CancellationToken cancellationToken);
}
