using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Localization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.ContentManagement;
using OrchardCore.Contents;
using OrchardCore.DisplayManagement.Notify;
using OrchardCore.MailIntegration.Dossiers;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration.Controllers;

/// <summary>The mail of a record (LW6): read it, file in it, take out of it. For members who may view the record.</summary>
[Admin]
[ForMembers]
[AutoValidateAntiforgeryToken]
[Feature(MailConstants.Features.MailCentre)]
public sealed class RecordMailController : Controller
{
    private readonly RecordPages _pages;
    private readonly RecordMail _records;
    private readonly DossierService _dossiers;
    private readonly IMailStore _store;
    private readonly IContentManager _contents;
    private readonly IAuthorizationService _authorization;
    private readonly INotifier _notifier;
    private readonly AdminOptions _admin;
    private readonly IHtmlLocalizer H;

    public RecordMailController(
        RecordPages pages,
        RecordMail records,
        DossierService dossiers,
        IMailStore store,
        IContentManager contents,
        IAuthorizationService authorization,
        INotifier notifier,
        IOptions<AdminOptions> admin,
        IHtmlLocalizer<RecordMailController> localizer)
    {
        _pages = pages;
        _records = records;
        _dossiers = dossiers;
        _store = store;
        _contents = contents;
        _authorization = authorization;
        _notifier = notifier;
        _admin = admin.Value;
        H = localizer;
    }

    [HttpGet]
    public async Task<IActionResult> Index(string contentItemId, string? q, string? after)
    {
        var rights = (await _pages.RightsAsync(User, HttpContext.RequestAborted))!;
        if (await _pages.OpenAsync(rights, contentItemId, RecordPages.Position(after), HttpContext.RequestAborted) is not { } model)
        {
            return NotFound();
        }

        model.Base = $"{Request.PathBase}/{_admin.AdminUrlPrefix}/{MailCentreStartup.Path}";
        model.Search = q?.Trim();
        if (model.Search is { Length: > 0 and <= 100 } words)
        {
            model.Found = await _pages.SearchAsync(rights, words, HttpContext.RequestAborted);
        }

        Response.Headers.CacheControl = "no-store";
        return View(model);
    }

    /// <summary>Files a conversation, as far as the member sees it, or takes an e-mail out.</summary>
    [HttpPost]
    [ActionName(nameof(Index))]
    public async Task<IActionResult> Change(string contentItemId, string? conversationId, string? emailId)
    {
        var rights = (await _pages.RightsAsync(User, HttpContext.RequestAborted))!;
        return string.IsNullOrEmpty(conversationId)
            ? await TakeOutAsync(rights, contentItemId, emailId ?? "")
            : await FileAsync(rights, contentItemId, conversationId);
    }

    private async Task<IActionResult> FileAsync(MemberRights rights, string contentItemId, string conversationId)
    {
        var view = await _store.GetConversationAsync(rights.Reader, conversationId, HttpContext.RequestAborted);
        if (view is null || !await _dossiers.FileAsync(rights, Key(contentItemId), view.Emails, HttpContext.RequestAborted))
        {
            return NotFound();
        }

        await _notifier.SuccessAsync(H["The e-mail has been filed."]);
        return LocalRedirect(Request.PathBase + Request.Path);
    }

    /// <summary>For who sees the mail anyway, and for who may edit the record: others would take from colleagues what they cannot give back.</summary>
    private async Task<IActionResult> TakeOutAsync(MemberRights rights, string contentItemId, string emailId)
    {
        if (await _records.FindAsync(rights, Key(contentItemId), emailId, HttpContext.RequestAborted) is not { } email)
        {
            return NotFound();
        }

        if (!await MayTakeOutAsync(rights, contentItemId, email))
        {
            return Forbid();
        }

        await _dossiers.UnfileAsync(rights, Key(contentItemId), [email], HttpContext.RequestAborted);
        await _notifier.SuccessAsync(H["The e-mail has been taken out."]);
        return LocalRedirect(Request.PathBase + Request.Path);
    }

    private async Task<bool> MayTakeOutAsync(MemberRights rights, string contentItemId, EmailView email) =>
        await _store.GetEmailsAsync(rights.Reader, [email.Email.Id], HttpContext.RequestAborted) is [_]
        || (await _contents.GetAsync(contentItemId, VersionOptions.Latest) is { } item
            && await _authorization.AuthorizeAsync(User, CommonPermissions.EditContent, item));

    private static string Key(string contentItemId) => DossierRef.KeyOf(DossierKinds.Record, contentItemId);

    /// <summary>Lets members in only; asked before whether a request is forged, so that others learn nothing.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    private sealed class ForMembersAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
    {
        public int Order => -1000;

        public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
        {
            var pages = context.HttpContext.RequestServices.GetRequiredService<RecordPages>();
            if (await pages.RightsAsync(context.HttpContext.User, context.HttpContext.RequestAborted) is null)
            {
                context.Result = new ForbidResult();
            }
        }
    }
}
