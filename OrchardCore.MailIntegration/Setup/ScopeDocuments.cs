using OrchardCore.Documents;
using YesSql;
using Document = OrchardCore.Data.Documents.Document;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>
/// Loads a document for a change. A scope keeps the document that it loaded first; when a workflow of the site commits in
/// between, the session forgets that object, and saving it would store a second document beside the first, which nobody
/// reads. So the session is asked anew before each change.
/// </summary>
internal static class ScopeDocuments
{
    /// <summary>The document as this scope's transaction sees it. To be changed and saved without other work in between.</summary>
    public static async Task<T> LoadAsync<T>(IDocumentManager<T> documents, ISession session)
        where T : Document, new()
    {
        // Also tells the scope not to share what it reads before its commit.
        var first = await documents.GetOrCreateMutableAsync();
        var document = await session.Query<T>().FirstOrDefaultAsync() ?? first;
        document.Identifier = first.Identifier = IdGenerator.GenerateId();
        document.IsReadOnly = false;
        return document;
    }
}
