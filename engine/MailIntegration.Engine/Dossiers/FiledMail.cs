using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>Reads what lies in dossiers, as far as the reader may see it: each mail by itself, whatever dossier it is in (PR2).</summary>
internal static class FiledMail
{
    /// <summary>The newest mails of a dossier that the reader sees; at most <see cref="Dossier.CountCap"/>.</summary>
    public static async Task<IReadOnlyList<EmailView>> NewestAsync(
        IMailStore store, MailReader reader, string key, CancellationToken cancellationToken)
    {
        var records = await store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.DossierMail, Owners = [key], VisibleTo = reader, Take = Dossier.CountCap },
            cancellationToken);
        return records.Count == 0
            ? []
            : (await store.GetEmailsAsync(reader, records.Select(r => r.State!).ToList(), cancellationToken))
                .OrderByDescending(e => e.Email.At).ToList();
    }

    /// <param name="readers">A mail shows when one of them sees it; the last one's marks are taken.</param>
    public static async Task<FiledPage> PageAsync(
        IMailStore store,
        IReadOnlyList<MailReader> readers,
        string key,
        (DateTimeOffset At, string Id)? after,
        int take,
        CancellationToken cancellationToken)
    {
        var views = new Dictionary<string, EmailView>(StringComparer.Ordinal);
        var page = await RecordScan.RunAsync(
            store,
            new RecordQuery { Kind = RecordKinds.DossierMail, Owners = [key], After = after, Take = take },
            async (records, token) =>
            {
                foreach (var reader in readers)
                {
                    foreach (var view in await store.GetEmailsAsync(reader, records.Select(r => r.State!).ToList(), token))
                    {
                        views[view.Email.Id] = view;
                    }
                }

                return record => views.ContainsKey(record.State!);
            },
            cancellationToken);
        return new FiledPage(
            page.Rows.Select(r =>
            {
                var facts = RecordJson.Read<FilingFacts>(r);
                return new FiledEmail(views[r.State!], facts.By, facts.At);
            }).ToList(),
            page.Next);
    }
}
