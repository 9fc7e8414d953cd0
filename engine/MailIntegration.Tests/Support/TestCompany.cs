namespace MailIntegration.Tests.Support;

/// <summary>A company with people and empty mailboxes, for sandboxes that tests fill themselves.</summary>
internal static class TestCompany
{
    /// <summary>A mail tree with nothing but the sample company's people.</summary>
    public static string Folder { get; } = Create();

    private static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("mail-company-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Story", "company.json"), Path.Combine(folder, "company.json"));
        return folder;
    }
}
