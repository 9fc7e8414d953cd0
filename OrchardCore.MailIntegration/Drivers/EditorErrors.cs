using MailIntegration.Engine.Channels;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.Mvc.ModelBinding;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>Shows what the validator found beside the fields of an editor.</summary>
internal static class EditorErrors
{
    /// <param name="nameOf">The form's name of a field; empty for the form as a whole.</param>
    public static void Show(
        UpdatePartEditorContext context, string prefix, SetupErrors errors, ReasonTexts texts, Func<string, string> nameOf)
    {
        foreach (var (field, reasons) in errors.Fields)
        {
            foreach (var reason in reasons)
            {
                context.Updater.ModelState.AddModelError(prefix, nameOf(field), texts.Of(reason));
            }
        }
    }

    /// <summary>The form's field has the engine's name with a capital.</summary>
    public static string Capitalised(string field) =>
        field.Length == 0 ? "" : char.ToUpperInvariant(field[0]) + field[1..];
}
