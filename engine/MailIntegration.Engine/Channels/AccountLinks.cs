using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels;

/// <summary>Channels of single accounts: added with their one address, reconnected to the same account (CH5, CH8).</summary>
public sealed class AccountLinks
{
    private const int Attempts = 3;

    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly AddressService _addresses;
    private readonly ProviderDirectory _providers;
    private readonly ISyncControl _sync;
    private readonly ISecretProtector _protector;
    private readonly TimeProvider _time;

    public AccountLinks(
        IMailSetupStore setup,
        IPeople people,
        AddressService addresses,
        ProviderDirectory providers,
        ISyncControl sync,
        ISecretProtector protector,
        TimeProvider time)
    {
        _setup = setup;
        _people = people;
        _addresses = addresses;
        _providers = providers;
        _sync = sync;
        _protector = protector;
        _time = time;
    }

    /// <summary>Adds the account's channel and activates its mailbox; its first sync starts. An account that the member may
    /// reconnect and that is linked already is reconnected instead.</summary>
    public async Task<SetupResult<LinkedAccount>> AddAsync(
        ProviderKind provider, AccountGrant grant, MemberRights rights, bool isOwn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(rights);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.Channels.FirstOrDefault(c => c.Provider == provider && c.Account?.AccountId == grant.AccountId) is { } linked)
        {
            return AccountSignIn.Allows(rights, linked, isOwn)
                ? await ReconnectAsync(linked.Id, grant, cancellationToken)
                : SetupResult.Invalid<LinkedAccount>("", new Reason("account-already-linked", "email", grant.Email));
        }

        var errors = new SetupErrors();
        SetupValidator.CheckLimit(errors, setup);
        var channel = NewChannel(provider, grant, rights.Member, isOwn, setup);
        errors.Include(SetupValidator.Validate(channel, setup, await _people.GetMembersAsync(cancellationToken)));
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<LinkedAccount>(errors);
        }

        if (!await _setup.SaveAsync(channel, cancellationToken))
        {
            return SetupResult.Stale<LinkedAccount>();
        }

        var address = await _addresses.ActivateAsync(
            new AddressActivation(channel.Id, grant.Email, [new AddressLink(LinkKind.Member, rights.Member.Id)]), cancellationToken);
        if (address.Value is null)
        {
            // Without its mailbox the account is of no use: for example another environment reads it already.
            await _setup.DeleteChannelAsync(channel.Id, cancellationToken);
            _providers.Get(provider).Forget(channel.Id);
            return SetupResult.Invalid<LinkedAccount>("", address.Errors.First ?? new Reason("conflict"));
        }

        var saved = (await _setup.GetAsync(cancellationToken)).FindChannel(channel.Id);
        return saved is null ? SetupResult.NotFound<LinkedAccount>() : SetupResult.Saved(new LinkedAccount(saved, address.Value));
    }

    /// <summary>Takes the new sign-in; addresses, cursors and settings stay. Another account is refused.</summary>
    public async Task<SetupResult<LinkedAccount>> ReconnectAsync(
        string channelId, AccountGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        for (var attempt = 1; ; attempt++)
        {
            var setup = await _setup.GetAsync(cancellationToken);
            if (setup.FindChannel(channelId) is not { Account: { } account } channel)
            {
                return SetupResult.NotFound<LinkedAccount>();
            }

            if (account.AccountId != grant.AccountId)
            {
                return SetupResult.Invalid<LinkedAccount>("", new Reason(
                    "account-other", new Dictionary<string, string> { ["email"] = account.Email, ["other"] = grant.Email }));
            }

            var changed = channel with
            {
                Account = account with { ProtectedToken = _protector.Protect(grant.RefreshToken!), SignedInAt = _time.GetUtcNow() },
                Attention = null,
                AttentionSince = null,
            };
            if (await _setup.SaveAsync(changed, cancellationToken))
            {
                _providers.Get(channel.Provider).Forget(channel.Id);
                var now = await _setup.GetAsync(cancellationToken);
                _sync.Request(now.Addresses.Where(a => a.ChannelId == channelId && now.IsFetched(a)).Select(a => a.Id).ToList());
                return SetupResult.Saved(new LinkedAccount(
                    now.FindChannel(channelId) ?? changed, now.Addresses.FirstOrDefault(a => a.ChannelId == channelId)));
            }

            if (attempt == Attempts)
            {
                return SetupResult.Stale<LinkedAccount>();
            }
        }
    }

    private Channel NewChannel(ProviderKind provider, AccountGrant grant, Member member, bool isOwn, MailSetup setup) => new()
    {
        Id = Ids.New(_time.GetUtcNow()),
        Provider = provider,
        Name = FreeName(grant.Email, setup),
        SenderName = isOwn ? member.Name : "",
        Access = isOwn ? ChannelAccess.Owner : ChannelAccess.All,
        OwnerId = isOwn ? member.Id : null,
        Account = new AccountConnection
        {
            Email = grant.Email,
            AccountId = grant.AccountId,
            ProtectedToken = _protector.Protect(grant.RefreshToken!),
            SignedInAt = _time.GetUtcNow(),
        },
    };

    private static string FreeName(string email, MailSetup setup)
    {
        var name = email.Length <= SetupValidator.MaxName - 5 ? email : email[..(SetupValidator.MaxName - 5)];
        bool IsTaken(string candidate) => setup.Channels.Any(c => string.Equals(c.Name, candidate, StringComparison.OrdinalIgnoreCase));
        return IsTaken(name)
            ? Enumerable.Range(2, setup.Channels.Count + 1).Select(n => FormattableString.Invariant($"{name} ({n})")).First(n => !IsTaken(n))
            : name;
    }
}
