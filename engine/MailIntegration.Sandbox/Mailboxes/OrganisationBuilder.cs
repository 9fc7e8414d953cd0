using System.Security.Cryptography;
using System.Text;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Makes the organisation that a company file describes; a sample company when there is none.</summary>
internal static class OrganisationBuilder
{
    public static Organisation Build(CompanyFile company, IReadOnlyList<string> treeAddresses)
    {
        var name = company.Tenant?.Name ?? "Sandbox Company";
        var organisation = new Organisation(company.Tenant?.Id ?? StableGuid(name), name);
        foreach (var user in company.Users)
        {
            organisation.Add(User(user));
        }

        foreach (var address in treeAddresses.Where(address => organisation.FindByAddress(address) is null))
        {
            organisation.Add(User(address, isAdmin: false));
        }

        return organisation.Users.Count == 0 ? Sample(organisation) : organisation;
    }

    internal static Guid StableGuid(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    internal static MailUser User(string address, bool isAdmin)
    {
        var local = address[..address.IndexOf('@', StringComparison.Ordinal)];
        var name = char.ToUpperInvariant(local[0]) + local[1..];
        return new MailUser(StableGuid(address).ToString(), name, address, address) { IsAdmin = isAdmin };
    }

    private static Organisation Sample(Organisation organisation)
    {
        foreach (var name in new[] { "admin", "anna", "info", "support" })
        {
            organisation.Add(User($"{name}@sandbox.example", isAdmin: name == "admin"));
        }

        return organisation;
    }

    private static MailUser User(CompanyUser user)
    {
        var address = user.Mail ?? user.UserPrincipalName
            ?? throw new InvalidDataException("A user in company.json has neither mail nor userPrincipalName.");
        var proxies = (user.ProxyAddresses ?? []).Select(proxy =>
            proxy.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) ? proxy[5..] : proxy);
        return new MailUser(
            user.Id ?? StableGuid(address).ToString(), user.DisplayName ?? address, user.UserPrincipalName ?? address, user.Mail,
            user.HasMailbox ?? true)
        {
            Aliases = [.. (user.Aliases ?? []).Concat(proxies)],
            IsAdmin = user.IsAdmin ?? false,
            AccountEnabled = user.AccountEnabled ?? true,
        };
    }
}
