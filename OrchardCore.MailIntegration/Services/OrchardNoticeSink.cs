using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailIntegration.Engine;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Notifications;
using OrchardCore.Users.Models;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Shows a member's notifications in Orchard's notification centre. Only there: whether something also goes out as e-mail is the
/// mail centre's business (CV3), or a member would get what he saw, and everything twice.
/// </summary>
public sealed class OrchardNoticeSink : INoticeSink
{
    private const string Preferences = "UserNotificationPreferencesPart";

    private readonly TenantScopes _scopes;
    private readonly ISiteFacts _site;
    private readonly IReasonSentences _sentences;

    public OrchardNoticeSink(TenantScopes scopes, ISiteFacts site, IReasonSentences sentences)
    {
        _scopes = scopes;
        _site = site;
        _sentences = sentences;
    }

    public async Task TellAsync(Member member, IReadOnlyList<Notice> lines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(lines);
        var site = await _site.GetAsync(cancellationToken);
        await _scopes.UsingAsync(async services =>
        {
            var notifications = services.GetRequiredService<INotificationService>();
            var methods = services.GetServices<INotificationMethodProvider>().Select(p => p.Method).ToList();
            foreach (var line in lines)
            {
                await notifications.SendAsync(ShownOnly(member, methods), Message(line, site), cancellationToken);
            }
        });
    }

    /// <summary>The user as one who wants no method of sending: a copy that is never saved.</summary>
    private static User ShownOnly(Member member, IReadOnlyList<string> methods) => new()
    {
        UserId = member.Id,
        UserName = member.Name,
        Properties = new JsonObject
        {
            [Preferences] = new JsonObject { ["Optout"] = new JsonArray([.. methods.Select(m => (JsonNode)m)]) },
        },
    };

    private NoticeMessage Message(Notice line, SiteFacts site)
    {
        var text = _sentences.Of(
            new Reason("notice-" + JsonNamingPolicy.CamelCase.ConvertName(line.Kind.ToString()), new Dictionary<string, string>
            {
                ["author"] = line.Author, ["subject"] = line.Subject,
            }),
            site.Language);
        var path = line switch
        {
            { ConversationId: { } conversation } => "/conversations/" + conversation,
            { Target.Kind: FollowKind.Task } => "/tasks",
            { Target: not null } => "/notifications",
            _ => "/inbox",
        };
        var encoded = HtmlEncoder.Default.Encode(text);
        return new NoticeMessage(
            text,
            site.MailCentre is { } centre ? $"<a href=\"{HtmlEncoder.Default.Encode(centre + path)}\">{encoded}</a>" : encoded);
    }

    /// <summary>The text of a mail is not copied into another store: it shows in the mail centre, to who may read it.</summary>
    private sealed record NoticeMessage(string Subject, string Summary) : INotificationMessage
    {
        public string TextBody => Subject;

        public string HtmlBody => Summary;

        public bool IsHtmlPreferred => true;
    }
}
