using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Embedded.Security;

/// <summary>One-time tokens as hashes in a small file, which is replaced as a whole with every change.</summary>
internal sealed class FileOneTimeTokens : IOneTimeTokens, IDisposable
{
    private const int TokenBytes = 32;

    /// <summary>More than this many open links means that somebody is filling the disk; the oldest go.</summary>
    private const int MaxTokens = 10_000;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _path;
    private readonly TimeProvider _time;
    private Dictionary<string, OneTimeToken>? _tokens;

    public FileOneTimeTokens(string folder, TimeProvider time)
    {
        _path = Path.Combine(folder, "tokens.json");
        _time = time;
    }

    public Task<string> IssueAsync(OneTimeToken token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes));
        return ChangeAsync(
            tokens =>
            {
                while (tokens.Count >= MaxTokens)
                {
                    tokens.Remove(tokens.Keys.First());
                }

                tokens[Hash(secret)] = token;
                return secret;
            },
            cancellationToken);
    }

    public async Task<OneTimeToken?> PeekAsync(string purpose, string token, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return Find(await LoadAsync(cancellationToken), purpose, token);
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<OneTimeToken?> TakeAsync(string purpose, string token, CancellationToken cancellationToken) =>
        ChangeAsync(
            tokens =>
            {
                var found = Find(tokens, purpose, token);
                if (found is not null)
                {
                    tokens.Remove(Hash(token));
                }

                return found;
            },
            cancellationToken);

    /// <summary>Makes all tokens of a purpose useless.</summary>
    public Task RevokeAsync(string purpose, CancellationToken cancellationToken) =>
        ChangeAsync(
            tokens =>
            {
                foreach (var hash in tokens.Where(t => t.Value.Purpose == purpose).Select(t => t.Key).ToList())
                {
                    tokens.Remove(hash);
                }

                return true;
            },
            cancellationToken);

    public void Dispose() => _gate.Dispose();

    /// <summary>The name in the file is a hash: finding one by it tells nothing about a token, however long it takes.</summary>
    private OneTimeToken? Find(Dictionary<string, OneTimeToken> tokens, string purpose, string token) =>
        tokens.GetValueOrDefault(Hash(token)) is { } found
        && found.Purpose == purpose
        && (found.ExpiresAt is null || found.ExpiresAt > _time.GetUtcNow())
            ? found
            : null;

    private async Task<T> ChangeAsync<T>(Func<Dictionary<string, OneTimeToken>, T> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var tokens = new Dictionary<string, OneTimeToken>(await LoadAsync(cancellationToken), StringComparer.Ordinal);
            var before = tokens.Count;
            var now = _time.GetUtcNow();
            foreach (var (hash, token) in tokens.ToList())
            {
                if (token.ExpiresAt <= now)
                {
                    tokens.Remove(hash);
                }
            }

            var result = change(tokens);
            if (tokens.Count != before || result is string)
            {
                // On disk before anybody is told: a token that was used stays used after a crash.
                await SaveAsync(tokens, cancellationToken);
            }

            _tokens = tokens;
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Dictionary<string, OneTimeToken>> LoadAsync(CancellationToken cancellationToken)
    {
        if (_tokens is not null)
        {
            return _tokens;
        }

        try
        {
            _tokens = File.Exists(_path)
                ? JsonSerializer.Deserialize<Dictionary<string, OneTimeToken>>(
                    await File.ReadAllTextAsync(_path, cancellationToken))
                : null;
        }
        catch (JsonException)
        {
            // A damaged file costs open links, which are soon made again; it must not keep the host from starting.
            _tokens = null;
        }

        return _tokens ??= [];
    }

    private async Task SaveAsync(Dictionary<string, OneTimeToken> tokens, CancellationToken cancellationToken)
    {
        var next = _path + ".new";
        await using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await JsonSerializer.SerializeAsync(stream, tokens, cancellationToken: cancellationToken);
            await stream.FlushAsync(cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
