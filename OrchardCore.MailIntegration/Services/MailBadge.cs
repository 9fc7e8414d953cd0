using System.Security.Claims;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Services;

/// <summary>What the badge in the admin's top bar says (TH1).</summary>
public sealed class MailBadge
{
    private readonly IMailAuthorization _authorization;
    private readonly IMailStore _store;

    public MailBadge(IMailAuthorization authorization, IMailStore store)
    {
        _authorization = authorization;
        _store = store;
    }

    /// <summary>Unread mail in the inbox of the user; null when he is no member.</summary>
    public async Task<int?> CountAsync(ClaimsPrincipal? user, CancellationToken cancellationToken)
    {
        if (user?.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id
            || await _authorization.GetRightsAsync(id, cancellationToken) is not { } rights)
        {
            return null;
        }

        return await _store.CountUnreadInboxAsync(rights.Reader, cancellationToken);
    }
}
