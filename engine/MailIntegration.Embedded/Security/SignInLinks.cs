using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Web.Security;

namespace MailIntegration.Embedded.Security;

/// <summary>One-time links in place of passwords: a manager makes one for a member, the host prints one when it starts.</summary>
internal sealed class SignInLinks : ISignInLinks
{
    private const string Purpose = "sign-in";
    private const string StartPurpose = "sign-in-start";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly FileOneTimeTokens _tokens;
    private readonly IPeople _people;
    private readonly TimeProvider _time;

    public SignInLinks(FileOneTimeTokens tokens, IPeople people, TimeProvider time)
    {
        _tokens = tokens;
        _people = people;
        _time = time;
    }

    public async Task<SignInLink?> CreateAsync(string memberId, CancellationToken cancellationToken)
    {
        if (await FindAsync(memberId, cancellationToken) is null)
        {
            return null;
        }

        var expires = _time.GetUtcNow() + Lifetime;
        var token = await _tokens.IssueAsync(new OneTimeToken(Purpose, memberId, expires), cancellationToken);
        return new SignInLink("/sign-in/" + token, expires);
    }

    /// <summary>The link that the host prints: valid until it is used or the host starts again.</summary>
    public async Task<(Member Manager, string Path)> CreateStartLinkAsync(CancellationToken cancellationToken)
    {
        var members = await _people.GetMembersAsync(cancellationToken);
        var manager = members.FirstOrDefault(m => m is { IsManager: true, IsEnabled: true })
            ?? throw new StartException("The team has no enabled manager.");
        await _tokens.RevokeAsync(StartPurpose, cancellationToken);
        var token = await _tokens.IssueAsync(new OneTimeToken(StartPurpose, manager.Id, null), cancellationToken);
        return (manager, EmbeddedOptions.Prefix + "/sign-in/" + token);
    }

    /// <summary>Whom a link would sign in; looking does not use it up.</summary>
    public async Task<Member?> PeekAsync(string token, CancellationToken cancellationToken) =>
        await MemberOfAsync(
            await _tokens.PeekAsync(Purpose, token, cancellationToken)
            ?? await _tokens.PeekAsync(StartPurpose, token, cancellationToken),
            cancellationToken);

    /// <summary>Uses a link up.</summary>
    public async Task<Member?> TakeAsync(string token, CancellationToken cancellationToken) =>
        await MemberOfAsync(
            await _tokens.TakeAsync(Purpose, token, cancellationToken)
            ?? await _tokens.TakeAsync(StartPurpose, token, cancellationToken),
            cancellationToken);

    private async Task<Member?> MemberOfAsync(OneTimeToken? token, CancellationToken cancellationToken) =>
        token is null ? null : await FindAsync(token.Payload, cancellationToken);

    private async Task<Member?> FindAsync(string memberId, CancellationToken cancellationToken) =>
        (await _people.GetMembersAsync(cancellationToken)).FirstOrDefault(m => m.Id == memberId && m.IsEnabled);
}
