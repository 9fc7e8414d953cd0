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

    /// <summary>Told when refresh tokens came or went.</summary>
    internal Action? Changed { get; set; }

    internal IEnumerable<KeyValuePair<string, SignInGrant>> Refreshable => _refresh;

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

        Changed?.Invoke();
    }

    /// <summary>What Google's revoke call does: all that the person granted to this application is void.</summary>
    /// <returns>The grant behind the token; null when there is none.</returns>
    internal SignInGrant? Revoke(string refreshToken)
    {
        if (!_refresh.TryGetValue(refreshToken, out var revoked))
        {
            return null;
        }

        foreach (var (token, grant) in _refresh)
        {
            if (grant.User == revoked.User && grant.ClientId == revoked.ClientId)
            {
                _refresh.TryRemove(token, out _);
            }
        }

        Changed?.Invoke();
        return revoked;
    }

    /// <summary>How many refresh tokens of the user are good.</summary>
    public int Count(MailUser user) => _refresh.Values.Count(g => g.User == user);

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
        Restore(token, grant);
        Changed?.Invoke();
        return token;
    }

    internal void Restore(string refreshToken, SignInGrant grant) => _refresh[refreshToken] = grant;

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
