using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Portal;
using Microsoft.AspNetCore.Identity;
using OrchardCore.Users;
using OrchardCore.Users.Models;

namespace OrchardCore.MailIntegration.Portal;

/// <summary>Users of the site as contacts: only an enabled one with a confirmed e-mail address reaches the contact's page.</summary>
public sealed class OrchardContactAccounts : IContactAccounts
{
    private readonly UserManager<IUser> _users;

    public OrchardContactAccounts(UserManager<IUser> users)
    {
        _users = users;
    }

    public async Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            if (await _users.FindByEmailAsync(address) is User { IsEnabled: true, EmailConfirmed: true } user
                && EmailAddresses.Normalize(user.Email) == address)
            {
                found.Add(address);
            }
        }

        return found;
    }
}
