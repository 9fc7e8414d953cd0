using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Web.Contracts;

/// <summary>A template on a list.</summary>
/// <param name="Id">The code of a system template, which the client has a name for, or an id.</param>
/// <param name="Languages">Languages in which it has a text, built in or of the site.</param>
/// <param name="OwnLanguages">Languages in which the site has its own text.</param>
/// <param name="IsAvailable">False for mails about accounts in a home without accounts.</param>
/// <param name="LastSentAt">As far as the journal looks back.</param>
internal sealed record TemplateRowModel(
    string Id,
    string Name,
    TemplateGroup? Group,
    bool IsSystem,
    bool IsOn,
    bool CanDisable,
    bool IsAvailable,
    bool HasDraft,
    bool IsPublished,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> OwnLanguages,
    string SenderId,
    DateTimeOffset? ChangedAt,
    DateTimeOffset? LastSentAt)
{
    public static TemplateRowModel Of(TemplateEntry entry, bool hasAccounts, DateTimeOffset? lastSentAt)
    {
        var published = entry.Stored?.Published;
        var own = published?.Texts.Keys.Order(StringComparer.Ordinal).ToList() ?? [];
        return new TemplateRowModel(
            entry.Id,
            entry.Stored?.Latest.Name ?? "",
            entry.System?.Group,
            entry.System is not null,
            entry.IsOn,
            entry.System?.CanDisable ?? true,
            hasAccounts || entry.System?.Group != TemplateGroup.Account,
            entry.Stored?.Draft is not null,
            entry.System is not null || published is not null,
            BuiltInTexts.Languages.Where(l => own.Contains(l) || BuiltInTexts.Find(entry.Id, l) is not null).ToList(),
            own,
            published?.SenderId ?? "",
            entry.Stored?.ChangedAt,
            lastSentAt);
    }
}

/// <param name="BuiltIn">The texts that are sent where the site has none.</param>
/// <param name="Fields">Names that the texts may use.</param>
/// <param name="TemplateLanguage"><c>simple</c> or <c>liquid</c>.</param>
internal sealed record TemplateModelView(
    TemplateRowModel Row,
    TemplateContentModel Content,
    IReadOnlyDictionary<string, TemplateText> BuiltIn,
    IReadOnlyList<string> Fields,
    string? RequiredField,
    string TemplateLanguage,
    string? Stamp)
{
    public static TemplateModelView Of(TemplateEntry entry, bool hasAccounts, string language) => new(
        TemplateRowModel.Of(entry, hasAccounts, null),
        TemplateContentModel.Of(entry.Stored?.Latest ?? new TemplateContent()),
        BuiltInTexts.Languages
            .Select(l => (Language: l, Text: BuiltInTexts.Find(entry.Id, l)))
            .Where(t => t.Text is not null)
            .ToDictionary(t => t.Language, t => t.Text!),
        (entry.System?.Sample ?? SystemTemplates.ForAutomations).Paths().ToList(),
        entry.System?.RequiredField,
        language,
        entry.Stored?.Stamp);
}

internal sealed record TemplateContentModel(
    string? Name, bool IsOn, string? SenderId, IReadOnlyDictionary<string, TemplateText>? Texts)
{
    public static TemplateContentModel Of(TemplateContent content) =>
        new(content.Name, content.IsOn, content.SenderId, content.Texts);

    public TemplateContent ToContent() => new()
    {
        Name = Name ?? "",
        IsOn = IsOn,
        SenderId = SenderId ?? "",
        Texts = (Texts ?? new Dictionary<string, TemplateText>())
            .Where(t => t.Value is not null)
            .ToDictionary(t => t.Key, t => new TemplateText(t.Value.Subject ?? "", t.Value.Html ?? "")),
    };
}

/// <param name="Stamp">As read; null for a system template that nobody touched yet.</param>
internal sealed record TemplateBody(TemplateContentModel? Content, bool Publish, string? Stamp)
{
    public TemplateContent ToContent() => (Content ?? TemplateContentModel.Of(new TemplateContent())).ToContent();
}

internal sealed record SwitchBody(bool IsOn);

/// <summary>A rule or workflow that sends a template, or inserts a message where <paramref name="Template"/> is null.</summary>
internal sealed record AutomationUseModel(
    string Source, string Id, string Name, bool IsOn, string Action, string? Template, bool IsComputed, string? Url)
{
    public static AutomationUseModel Of(AutomationUse use) =>
        new(use.Source, use.Id, use.Name, use.IsOn, use.Action, use.Template, use.IsComputed, use.Url);
}

internal sealed record StampBody(string? Stamp, string? VersionId);

internal sealed record TemplateVersionModel(
    string Id, DateTimeOffset At, string? Author, bool IsPublished, IReadOnlyList<string> Languages)
{
    public static TemplateVersionModel Of(TemplateVersion version) => new(
        version.Id, version.At, version.Author, version.IsPublished, version.Content.Texts.Keys.Order(StringComparer.Ordinal).ToList());
}

internal sealed record TemplatePreviewModel(
    string Language, string Subject, bool IsBuiltIn, bool CanShow, IReadOnlyDictionary<string, IReadOnlyList<Reason>> Problems)
{
    public static TemplatePreviewModel Of(PreviewedMail mail) =>
        new(mail.Language, mail.Subject, mail.IsBuiltIn, mail.Html is not null, mail.Problems.Fields);
}

/// <summary>Settings of the messaging centre.</summary>
/// <param name="SiteSenderId">The address by which automatic mail and the site's own leave; empty for the site's provider.</param>
internal sealed record MessagingSettingsModel(
    int JournalHours, string SiteSenderId, bool NoteOpenings, bool IsSiteUrlKnown, long Version)
{
    public static MessagingSettingsModel Of(MailSettings settings, SiteFacts site) =>
        new(settings.JournalHours, settings.SiteSenderId, settings.NoteOpenings, site.MailCentre is not null, settings.Version);
}

internal sealed record MessagingSettingsBody(int JournalHours, string? SiteSenderId, bool? NoteOpenings, long Version);
