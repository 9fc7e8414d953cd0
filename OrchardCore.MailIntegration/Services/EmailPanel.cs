using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display;
using OrchardCore.DisplayManagement;
using OrchardCore.DisplayManagement.ModelBinding;
using OrchardCore.MailIntegration.Indexes;
using YesSql;

namespace OrchardCore.MailIntegration.Services;

/// <summary>What a site added to an e-mail, rendered by the server for the mail centre's side panel.</summary>
public sealed class EmailPanel
{
    private readonly IMailStore _store;
    private readonly ISession _session;
    private readonly IContentManager _contents;
    private readonly IContentItemDisplayManager _display;
    private readonly IUpdateModelAccessor _updater;

    public EmailPanel(
        IMailStore store,
        ISession session,
        IContentManager contents,
        IContentItemDisplayManager display,
        IUpdateModelAccessor updater)
    {
        _store = store;
        _session = session;
        _contents = contents;
        _display = display;
        _updater = updater;
    }

    /// <summary>Null when there is no such e-mail or the reader may not see it (PR2).</summary>
    public async Task<IShape?> BuildAsync(MailReader reader, string emailId, CancellationToken cancellationToken)
    {
        if ((await _store.GetEmailsAsync(reader, [emailId], cancellationToken)).Count == 0)
        {
            return null;
        }

        var item = await _session
            .Query<ContentItem, EmailIndex>(i => i.EmailId == emailId, MailConstants.Collection)
            .FirstOrDefaultAsync(cancellationToken);
        if (item is null)
        {
            return null;
        }

        // Parts that were added to the type after this mail was stored are welded on here.
        await _contents.LoadAsync(item);
        return await _display.BuildDisplayAsync(item, _updater.ModelUpdater, MailConstants.SidePanelDisplayType);
    }
}
