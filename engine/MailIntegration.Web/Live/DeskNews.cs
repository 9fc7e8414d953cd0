using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Services;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Web.Live;

/// <summary>What open pages hear about notes, tickets, tasks, presence and new mail.</summary>
internal static class DeskNews
{
    /// <param name="heard">Events that are for this member.</param>
    /// <param name="readable">The addresses whose mail he reads.</param>
    public static async Task<IReadOnlyList<(string Type, object Data)>> ReadAsync(
        List<LiveEvent> heard, AddressSet readable, IServiceProvider services, CancellationToken cancellationToken)
    {
        var news = new List<(string, object)>();
        if (heard.Where(e => e.Kind == LiveKind.Desk).ToList() is { Count: > 0 } desk)
        {
            var kinds = desk.SelectMany(e => e.Desk!).Distinct().ToList();
            var conversationIds = desk.SelectMany(e => e.ConversationIds).Distinct(StringComparer.Ordinal).ToList();
            news.Add(("desk", new { kinds, conversationIds }));
        }

        news.AddRange(heard.Where(e => e.Kind == LiveKind.Mail).Select(e => ("mail", (object)new
        {
            conversationId = e.ConversationIds[0], addressId = e.AddressIds.First(readable.Contains),
        })));
        var opened = heard.Where(e => e.Kind == LiveKind.Presence).Select(e => e.ConversationIds[0]).Distinct().ToList();
        if (opened.Count > 0)
        {
            var names = new MemberNames(await services.GetRequiredService<IPeople>().GetMembersAsync(cancellationToken));
            var rooms = services.GetRequiredService<PresenceRooms>();
            foreach (var id in opened)
            {
                var members = PresenceModel.Of(await rooms.GetAsync(id, cancellationToken), names).Members;
                news.Add(("presence", new { conversationId = id, members }));
            }
        }

        return news;
    }
}
