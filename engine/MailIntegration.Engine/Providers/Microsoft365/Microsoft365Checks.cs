using MailIntegration.Engine.Channels.Checking;
using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>The connection checker's calls to Microsoft Graph. Each is made once, beside the gates of syncs.</summary>
internal sealed class Microsoft365Checks
{
    /// <summary>Well formed, and the id of nothing: calls that name it are refused for want of a permission, or find nothing.</summary>
    private const string NoMessage = "AAMkAGUwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMABGAAAAAAA=";

    private readonly GraphClients _clients;
    private readonly ProviderContext _context;
    private readonly CheckTarget? _target;
    private readonly TimeProvider _time;
    private string? _messageId;

    public Microsoft365Checks(GraphClients clients, ProviderContext context, CheckTarget? target, TimeProvider time)
    {
        _clients = clients;
        _context = context;
        _target = target;
        _time = time;
    }

    /// <summary>A single account has no directory.</summary>
    public IReadOnlyList<ProviderCheck> All() =>
    [
        new(CheckStep.Clock, [], token => ClockCheck.RunAsync(t => _clients.GetDateAsync(_context, t), _time, token)),
        new(CheckStep.Token, [], TokenAsync),
        .. _context.Channel.Account is null ? [new ProviderCheck(CheckStep.Directory, [CheckStep.Token], DirectoryAsync)] : Array.Empty<ProviderCheck>(),
        new(CheckStep.Mailbox, [CheckStep.Token], MailboxAsync),
        new(CheckStep.List, [CheckStep.Token, CheckStep.Mailbox], ListAsync),
        new(CheckStep.Read, [CheckStep.List], ReadAsync),
        new(CheckStep.Send, [CheckStep.Token], SendAsync),
    ];

    private GraphServiceClient Client => _clients.Get(_context);

    private string User => GraphClients.UserOf(_context, _target!.MailboxId);

    private async Task<Reason?> TokenAsync(CancellationToken cancellationToken)
    {
        await GraphErrors.MapAsync(
            () => _clients.GetTokenAsync(_context, cancellationToken), Permissions.ReadMail, cancellationToken);
        return null;
    }

    private async Task<Reason?> DirectoryAsync(CancellationToken cancellationToken)
    {
        await GraphErrors.MapAsync(
            () => Client.Users.GetAsync(
                r =>
                {
                    r.QueryParameters.Select = ["id"];
                    r.QueryParameters.Top = 1;
                },
                cancellationToken),
            Permissions.ReadUsers,
            cancellationToken);
        return null;
    }

    private async Task<Reason?> MailboxAsync(CancellationToken cancellationToken)
    {
        if (_target is null)
        {
            return new Reason("check-no-address");
        }

        try
        {
            await GraphErrors.MapAsync(
                () => Client.Users[User].MailFolders["inbox"].GetAsync(
                    r => r.QueryParameters.Select = ["id"], cancellationToken),
                Permissions.ReadMail,
                cancellationToken);
            return null;
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MailboxNotFound or ProviderError.MessageNotFound)
        {
            throw await IsUserAsync(cancellationToken)
                ? new ProviderException(ProviderError.MailboxNotFound, new Reason("user-without-mailbox", "email", _target.Email), exception)
                : new ProviderException(ProviderError.MailboxNotFound, new Reason("mailbox-gone"), exception);
        }
    }

    /// <summary>A user whose licence was taken away is still there; his mailbox is not.</summary>
    private async Task<bool> IsUserAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GraphErrors.MapAsync(
                () => Client.Users[User].GetAsync(r => r.QueryParameters.Select = ["id"], cancellationToken),
                Permissions.ReadUsers,
                cancellationToken) is not null;
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MailboxNotFound or ProviderError.MessageNotFound or ProviderError.PermissionMissing)
        {
            return false;
        }
    }

    private async Task<Reason?> ListAsync(CancellationToken cancellationToken)
    {
        if (_target is null)
        {
            return new Reason("check-no-address");
        }

        var page = await GraphErrors.MapAsync(
            () => Client.Users[User].MailFolders["inbox"].Messages.GetAsync(
                r =>
                {
                    r.QueryParameters.Select = ["id"];
                    r.QueryParameters.Top = 1;
                },
                cancellationToken),
            Permissions.ReadMail,
            cancellationToken);
        _messageId = page?.Value?.FirstOrDefault()?.Id;
        return null;
    }

    private async Task<Reason?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_target is null || _messageId is null)
        {
            return new Reason("check-no-message");
        }

        await GraphErrors.MapAsync(
            async () =>
            {
                await using var raw = await Client.Users[User].Messages[_messageId].Content.GetAsync(
                    cancellationToken: cancellationToken);
                return raw is null ? 0 : await raw.ReadAsync(new byte[1024], cancellationToken);
            },
            Permissions.ReadMail,
            cancellationToken);
        return null;
    }

    /// <summary>Both permissions are asked before anything is looked up, so that calls about nothing tell who has them.</summary>
    private async Task<Reason?> SendAsync(CancellationToken cancellationToken)
    {
        if (_target is null)
        {
            return new Reason("check-no-address");
        }

        var message = Client.Users[User].Messages[NoMessage];
        await AboutNothingAsync(() => message.PatchAsync(new Message { IsRead = true }, cancellationToken: cancellationToken), Permissions.WriteMail, cancellationToken);
        await AboutNothingAsync(
            async () =>
            {
                await message.Send.PostAsync(cancellationToken: cancellationToken);
                return (Message?)null;
            },
            Permissions.SendMail,
            cancellationToken);
        return null;
    }

    private static async Task AboutNothingAsync(Func<Task<Message?>> call, string permission, CancellationToken cancellationToken)
    {
        try
        {
            await GraphErrors.MapAsync(call, permission, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MessageNotFound or ProviderError.Refused)
        {
            // Permitted: it was looked for, and is not there.
        }
    }
}
