using OrchardCore.Environment.Shell.Scope;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>
/// Tells the content handlers who saves. The engine's services relink and wake the worker themselves; after an editor, a
/// recipe or a deployment the handlers have to.
/// </summary>
internal static class SetupWriting
{
    private const string Key = "OrchardCore.MailIntegration.SetupWriting";

    /// <summary>Marks the current scope as one of the setup store's.</summary>
    public static void Begin() => ShellScope.Set(Key, true);

    public static bool IsStore => ShellScope.Get<bool>(Key);
}
