using System.Security.Claims;
using MailIntegration.Engine;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.ViewModels;
using YesSql;

namespace OrchardCore.MailIntegration.Dossiers;

/// <summary>What the page and the tab of a record show.</summary>
public sealed class RecordPages
{
    private const int PageSize = 25;
    private const int MaxFound = 10;
    private const int MaxVersions = 50;

    private readonly IServiceProvider _services;
    private readonly IMailAuthorization _authorization;
    private readonly IPeople _people;
    private readonly RecordMail _records;
    private readonly IMailStore _store;
    private readonly ISession _session;

    public RecordPages(
        IServiceProvider services,
        IMailAuthorization authorization,
        IPeople people,
        RecordMail records,
        IMailStore store,
        ISession session)
    {
        _services = services;
        _authorization = authorization;
        _people = people;
        _records = records;
        _store = store;
        _session = session;
    }

    /// <summary>Null for people who read no e-mail here at all.</summary>
    public async Task<MemberRights?> RightsAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? await _authorization.GetRightsAsync(id, cancellationToken)
            : null;

    /// <summary>Null when there is no such record for the member.</summary>
    public async Task<RecordMailViewModel?> OpenAsync(
        MemberRights rights,
        string contentItemId,
        (DateTimeOffset At, string Id)? after,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var key = DossierRef.KeyOf(DossierKinds.Record, contentItemId);
        if (await _records.GetAsync(rights, key, after, PageSize, cancellationToken) is not { } page
            || await RecordAccess.FindAsync(_services, [contentItemId]) is not [var item])
        {
            return null;
        }

        var names = (await _people.GetMembersAsync(cancellationToken)).ToDictionary(m => m.Id, m => m.Name, StringComparer.Ordinal);
        var emails = page.Rows.Select(r => Row(r, names)).ToList();
        return new RecordMailViewModel
        {
            ContentItemId = contentItemId,
            ContentType = item.ContentType,
            Title = item.DisplayText ?? "",
            Key = key,
            Emails = emails,
            Timeline = await TimelineAsync(contentItemId, emails, after is null),
            Next = Positions.Write(page.Next),
        };
    }

    /// <summary>Conversations to file, of those that the member sees.</summary>
    public async Task<IReadOnlyList<ConversationRow>> SearchAsync(MemberRights rights, string words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var query = new EmailListQuery(rights.Reader, MailBox.All) { Text = words, Take = MaxFound };
        return (await _store.ListAsync(query, cancellationToken)).Rows;
    }

    /// <summary>Where a page starts, as the address says it; null when it says nothing that makes sense.</summary>
    public static (DateTimeOffset At, string Id)? Position(string? after) =>
        Positions.TryRead(after, out var position) ? position : null;

    private static RecordEmailViewModel Row(FiledEmail row, Dictionary<string, string> names)
    {
        var email = row.Email.Email;
        var copy = row.Email.Links.FirstOrDefault(l => l.RawBlob is not null);
        return new RecordEmailViewModel
        {
            Id = email.Id,
            IsReceived = email.Kind == EmailKind.Received,
            Subject = email.Subject,
            Snippet = email.Snippet,
            From = email.From is null ? "" : email.From.ToLabel(),
            To = string.Join(", ", email.To.Concat(email.Cc).Select(m => m.ToLabel())),
            At = email.At,
            FiledAt = row.FiledAt,
            FiledBy = row.FiledBy is { } member ? names.GetValueOrDefault(member, "") : null,
            AddressId = copy?.AddressId,
            Attachments = copy is null ? [] : email.Attachments.Where(a => !a.IsInline).ToList(),
        };
    }

    private async Task<IReadOnlyList<RecordEventViewModel>> TimelineAsync(
        string contentItemId, List<RecordEmailViewModel> emails, bool isFirstPage)
    {
        var events = emails.SelectMany(e => new[]
        {
            new RecordEventViewModel(e.At, e.IsReceived ? RecordEventKind.Received : RecordEventKind.Sent, e.Subject, e.IsReceived ? e.From : e.To),
            new RecordEventViewModel(e.FiledAt, RecordEventKind.Filed, e.Subject, e.FiledBy),
        }).ToList();
        if (isFirstPage)
        {
            var versions = await _session.Query<ContentItem, ContentItemIndex>(i => i.ContentItemId == contentItemId)
                .OrderByDescending(i => i.Id).Take(MaxVersions).ListAsync();
            foreach (var version in versions)
            {
                Add(version.CreatedUtc, RecordEventKind.Created, version);
                Add(version.ModifiedUtc, RecordEventKind.Changed, version);
                Add(version.PublishedUtc, RecordEventKind.Published, version);
            }
        }

        return events.DistinctBy(e => (e.At, e.Kind, e.Text)).OrderByDescending(e => e.At).ToList();

        void Add(DateTime? at, RecordEventKind kind, ContentItem version)
        {
            if (at is { } moment)
            {
                events.Add(new RecordEventViewModel(
                    new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)), kind, version.DisplayText ?? "", version.Author));
            }
        }
    }
}
