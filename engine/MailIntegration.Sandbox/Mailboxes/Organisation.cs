using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>A company with its people and their mailboxes: a tenant of Microsoft 365, a domain of Google Workspace.</summary>
public sealed class Organisation
{
    private readonly ConcurrentDictionary<string, MailUser> _users = new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, MailUser> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, MailUser> _byAddress = new(StringComparer.OrdinalIgnoreCase);

    public Organisation(Guid id, string name)
    {
        Id = id;
        Name = name;
    }

    public Guid Id { get; }

    public string Name { get; }

    public IReadOnlyList<MailUser> Users => [.. _users.Values.OrderBy(user => user.UserPrincipalName, StringComparer.Ordinal)];

    /// <summary>Mail domains, in lower case, of all addresses of the company's people.</summary>
    public IReadOnlySet<string> Domains => _users.Values.SelectMany(user => user.Addresses).Select(DomainOf).ToHashSet();

    /// <summary>Called after every change in a mailbox of the company.</summary>
    internal Action<MailboxChange>? Changed { get; set; }

    /// <summary>Adds a person or shared mailbox.</summary>
    /// <remarks>Of two users with one address, the first keeps it.</remarks>
    /// <exception cref="ArgumentException">There is already a user of that id.</exception>
    public MailUser Add(MailUser user)
    {
        if (!_users.TryAdd(user.Id, user))
        {
            throw new ArgumentException($"User {user.Id} exists already.", nameof(user));
        }

        _byName.TryAdd(user.UserPrincipalName, user);
        foreach (var address in user.Addresses)
        {
            _byAddress.TryAdd(address, user);
        }

        if (user.Mailbox is { } mailbox)
        {
            mailbox.Changed += change => Changed?.Invoke(change);
        }

        return user;
    }

    /// <summary>Gives a user another name and address; the old address stays as an alias, as both providers do it.</summary>
    public void Rename(MailUser user, string mail, string displayName)
    {
        ArgumentNullException.ThrowIfNull(user);
        _byName.TryRemove(user.UserPrincipalName, out _);
        if (user.Mail is { } old && !user.Aliases.Contains(old, StringComparer.OrdinalIgnoreCase))
        {
            user.Aliases = [.. user.Aliases, old];
        }

        user.Rename(mail, displayName);
        _byName[mail] = user;
        _byAddress[mail] = user;
    }

    /// <summary>Deletes a user with his mailbox.</summary>
    public void Remove(MailUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        _users.TryRemove(user.Id, out _);
        _byName.TryRemove(user.UserPrincipalName, out _);
        foreach (var address in user.Addresses)
        {
            _byAddress.TryRemove(address, out _);
        }
    }

    /// <summary>A user by id or user principal name, as a directory finds him.</summary>
    public MailUser? FindUser(string idOrName) => _users.GetValueOrDefault(idOrName) ?? _byName.GetValueOrDefault(idOrName);

    /// <summary>A user by any of his mail addresses.</summary>
    public MailUser? FindByAddress(string address) => _byAddress.GetValueOrDefault(address);

    internal static string DomainOf(string address) =>
        address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();

    /// <summary>A number that is the same for the same text on every start and every machine.</summary>
    internal static long StableNumber(string text) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & long.MaxValue;
}

/// <summary>A person, or a shared mailbox, of an organisation.</summary>
public sealed class MailUser
{
    /// <param name="hasMailbox">False for people without a mail licence.</param>
    public MailUser(string id, string displayName, string userPrincipalName, string? mail, bool hasMailbox = true)
    {
        Id = id;
        DisplayName = displayName;
        UserPrincipalName = userPrincipalName;
        Mail = mail;
        var tag = Organisation.StableNumber((mail ?? userPrincipalName).ToLowerInvariant());
        Mailbox = hasMailbox && mail is not null ? new Mailbox(this, tag, RandomKey()) : null;
    }

    public string Id { get; }

    public string DisplayName { get; private set; }

    public string UserPrincipalName { get; private set; }

    public string? Mail { get; private set; }

    /// <summary>Further addresses that deliver to the same mailbox.</summary>
    public IReadOnlyList<string> Aliases { get; set; } = [];

    /// <summary>Foreign addresses that the mailbox may use in From: Exchange's Send As, Gmail's <em>Send mail as</em>.</summary>
    public IReadOnlyList<string> SendAs { get; set; } = [];

    public bool IsAdmin { get; init; }

    public bool AccountEnabled { get; set; } = true;

    public Mailbox? Mailbox { get; }

    public IEnumerable<string> Addresses => (Mail is null ? Aliases : Aliases.Prepend(Mail))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    public bool MaySendAs(string address) =>
        Addresses.Concat(SendAs).Contains(address, StringComparer.OrdinalIgnoreCase);

    internal void Rename(string mail, string displayName) => (Mail, UserPrincipalName, DisplayName) = (mail, mail, displayName);

    /// <summary>Above every key of loaded mail, below the point where adding could overflow.</summary>
    private static long RandomKey() => 0x4000_0000_0000_0000 | (Random.Shared.NextInt64() & 0x0FFF_FFFF_FFFF_FF00);
}
