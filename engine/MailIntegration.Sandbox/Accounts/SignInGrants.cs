using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Accounts;

/// <summary>Codes of the authorisation code flow and the refresh tokens that people's consent gave.</summary>
public sealed class SignInGrants
{
    private readonly ConcurrentDictionary<string, SignInGrant> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SignInGrant> _refresh = new(StringComparer.Ordinal);

    /// <summary>Takes back what the user has consented to: his refresh tokens are void.</summary>
    public void Withdraw(MailUser user)
    {
        foreach (var (token, grant) in _refresh)
        {
            if (grant.User == user)
            {
                _refresh.TryRemove(token, out _);
            }
        }
    }

    internal string IssueCode(SignInGrant grant)
    {
        var code = "code." + Random();
        _codes[code] = grant;
        return code;
    }

    /// <summary>A code works once; used again or too late it is nothing.</summary>
    internal SignInGrant? TakeCode(string code, DateTimeOffset now) =>
        _codes.TryRemove(code, out var grant) && grant.Expires > now ? grant : null;

    internal string IssueRefresh(SignInGrant grant)
    {
        var token = "refresh." + Random();
        _refresh[token] = grant;
        return token;
    }

    internal SignInGrant? FindRefresh(string token) => _refresh.GetValueOrDefault(token);

    internal void Remove(string refreshToken) => _refresh.TryRemove(refreshToken, out _);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(40));
}

/// <param name="Challenge">SHA-256 of the verifier, base64url (RFC 7636).</param>
internal sealed record SignInGrant(
    string ClientId, Organisation Tenant, MailUser User, IReadOnlyList<string> Scopes, string RedirectUri, string Challenge, DateTimeOffset Expires)
{
    public bool IsProvedBy(string verifier) =>
        verifier.Length is >= 43 and <= 128 && Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
