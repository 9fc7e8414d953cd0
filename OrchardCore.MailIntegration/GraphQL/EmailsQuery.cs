using System.Security.Claims;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OrchardCore.Apis.GraphQL;
using OrchardCore.MailIntegration.Permissions;

namespace OrchardCore.MailIntegration.GraphQL;

/// <summary>
/// The field <c>emails</c>: what the mail centre would show whoever asks, and nothing else (PR2). Without ids or a conversation
/// it lists the newest e-mail of each conversation that fits.
/// </summary>
public sealed class EmailsQuery : ISchemaBuilder
{
    private const int DefaultTake = 20;
    private const int MaxTake = 100;

    private readonly IStringLocalizer S;

    public EmailsQuery(IStringLocalizer<EmailsQuery> localizer)
    {
        S = localizer;
    }

    public Task<string> GetIdentifierAsync() => Task.FromResult("");

    public Task BuildAsync(ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var field = new FieldType
        {
            Name = "emails",
            Description = S["E-mails that you may read: some by id, those of a conversation, or a list with the newest of each conversation."],
            Type = typeof(EmailPageType),
            Arguments = new QueryArguments(
                new QueryArgument<ListGraphType<NonNullGraphType<IdGraphType>>> { Name = "ids", Description = S["E-mails by id; at most 100."] },
                new QueryArgument<IdGraphType> { Name = "conversationId", Description = S["All e-mails of this conversation."] },
                new QueryArgument<StringGraphType> { Name = "text", Description = S["Words of sender, subject or text."] },
                new QueryArgument<StringGraphType> { Name = "addressId", Description = S["Only of this activated address."] },
                new QueryArgument<BooleanGraphType> { Name = "unread", Description = S["Only what you have not read."] },
                new QueryArgument<IntGraphType> { Name = "first", Description = S["How many; 20 unless told, at most 100."] },
                new QueryArgument<StringGraphType> { Name = "after", Description = S["The next of the page before."] }),
            Resolver = new FuncFieldResolver<EmailPage?>(ResolveAsync),
        };
        field.RequirePermission(GraphQLPermissions.ExecuteGraphQL);
        field.RequirePermission(MailPermissions.ViewFollowedMail);
        schema.Query.AddField(field);
        return Task.CompletedTask;
    }

    private static async ValueTask<EmailPage?> ResolveAsync(IResolveFieldContext context)
    {
        var services = context.RequestServices!;
        if (context.User?.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId
            || await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(userId, context.CancellationToken) is not { } rights)
        {
            return null;
        }

        var store = services.GetRequiredService<IMailStore>();
        if (context.GetArgument<List<string>?>("ids") is { Count: > 0 } ids)
        {
            return new EmailPage(
                await store.GetEmailsAsync(rights.Reader, ids.Take(MaxTake).Distinct(StringComparer.Ordinal).ToList(), context.CancellationToken), null);
        }

        if (context.GetArgument<string?>("conversationId") is { Length: > 0 } conversationId)
        {
            var view = await store.GetConversationAsync(rights.Reader, conversationId, context.CancellationToken);
            return new EmailPage(view?.Emails ?? [], null);
        }

        return await ListAsync(store, rights.Reader, context);
    }

    private static async Task<EmailPage> ListAsync(IMailStore store, MailReader reader, IResolveFieldContext context)
    {
        var page = await store.ListAsync(
            new EmailListQuery(reader, MailBox.All)
            {
                Text = context.GetArgument<string?>("text"),
                AddressIds = context.GetArgument<string?>("addressId") is { Length: > 0 } address ? [address] : null,
                OnlyUnread = context.GetArgument<bool?>("unread") ?? false,
                Take = Math.Clamp(context.GetArgument<int?>("first") ?? DefaultTake, 1, MaxTake),
                After = Read(context.GetArgument<string?>("after")),
            },
            context.CancellationToken);
        var ids = page.Rows.Select(r => r.LastEmailId).ToList();
        var emails = (await store.GetEmailsAsync(reader, ids, context.CancellationToken)).ToDictionary(e => e.Email.Id, StringComparer.Ordinal);
        return new EmailPage(
            ids.Where(emails.ContainsKey).Select(id => emails[id]).ToList(),
            page.Next is { } next ? Positions.Write(next.At, next.ConversationId) : null);
    }

    private static ListPosition? Read(string? after) =>
        Positions.TryRead(after, out var position) && position is var (at, id) ? new ListPosition(at, id) : null;
}
