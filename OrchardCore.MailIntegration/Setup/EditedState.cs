using OrchardCore.Environment.Shell.Scope;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>
/// Secrets and connection state that an editor has taken and that belong to the item's next publication in this scope. An
/// editor that is refused leaves nothing.
/// </summary>
internal static class EditedState
{
    private const string Prefix = "OrchardCore.MailIntegration.EditedState.";

    public static void Set(string id, MailSetupItemState state) => ShellScope.Set(Prefix + id, state);

    public static MailSetupItemState? Find(string id) => ShellScope.Get<MailSetupItemState>(Prefix + id);

    public static void Forget(string id) => ShellScope.Set(Prefix + id, null);
}
