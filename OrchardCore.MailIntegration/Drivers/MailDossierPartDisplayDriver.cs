using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Dossiers;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.ViewModels;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>The mail tab of a record in the admin: in its editor, and on its page. Other displays never show mail.</summary>
public sealed class MailDossierPartDisplayDriver : ContentPartDisplayDriver<MailDossierPart>
{
    private const string MailTab = "MailDossier";

    private readonly RecordPages _pages;
    private readonly IHttpContextAccessor _http;
    private readonly AdminOptions _admin;

    public MailDossierPartDisplayDriver(RecordPages pages, IHttpContextAccessor http, IOptions<AdminOptions> admin)
    {
        _pages = pages;
        _http = http;
        _admin = admin.Value;
    }

    public override async Task<IDisplayResult> DisplayAsync(MailDossierPart part, BuildPartDisplayContext context)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(context);
        return context.DisplayType == "DetailAdmin" && await OpenAsync(part, isNew: false) is { } model
            ? Shape(MailTab, new ShapeViewModel<RecordMailViewModel>(MailTab, model)).Location("DetailAdmin", "Content:20")
            : null!;
    }

    public override async Task<IDisplayResult> EditAsync(MailDossierPart part, BuildPartEditorContext context)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(context);
        return await OpenAsync(part, context.IsNew) is { } model
            ? Shape(MailTab, new ShapeViewModel<RecordMailViewModel>(MailTab, model)).Location("Parts#Mail:20")
            : null!;
    }

    private async Task<RecordMailViewModel?> OpenAsync(MailDossierPart part, bool isNew)
    {
        if (_http.HttpContext is not { } http || await _pages.RightsAsync(http.User, http.RequestAborted) is not { } rights)
        {
            return null;
        }

        var model = isNew
            ? new RecordMailViewModel { IsNew = true }
            : await _pages.OpenAsync(rights, part.ContentItem.ContentItemId, null, http.RequestAborted);
        if (model is not null)
        {
            model.IsTab = true;
            model.Base = $"{http.Request.PathBase}/{_admin.AdminUrlPrefix}/{MailCentreStartup.Path}";
        }

        return model;
    }
}
