namespace OrchardCore.MailIntegration.Email;

/// <summary>
/// Marks what leaves by the site's own provider because the outbox hands it over: it is not sent back to the outbox, and the
/// journal has it already.
/// </summary>
internal static class SiteMailRoute
{
    private static readonly AsyncLocal<bool> Direct = new();

    public static bool IsDirect => Direct.Value;

    /// <summary>For the flow of the caller only, until it is disposed of.</summary>
    public static IDisposable GoDirect()
    {
        Direct.Value = true;
        return new End();
    }

    private sealed class End : IDisposable
    {
        public void Dispose() => Direct.Value = false;
    }
}
