namespace MailIntegration.Engine.Security;

/// <summary>
/// Port: turns the HTML of a stranger's e-mail into HTML that carries no script, loads nothing from outside and cannot
/// leave the place where it is shown.
/// </summary>
public interface IHtmlCleaner
{
    /// <summary>Cleans one HTML body. Hostile or broken input never throws; it comes back shorter.</summary>
    /// <param name="html">The body as sent, a whole document or a fragment; null counts as empty.</param>
    /// <param name="options">What may pass, and the bounds.</param>
    /// <returns>A fragment for the body of a document; see <see cref="CleanHtml"/>.</returns>
    /// <remarks>Time and memory grow linearly with the input. Safe to call from several threads.</remarks>
    CleanHtml Clean(string? html, HtmlCleanOptions options);
}
