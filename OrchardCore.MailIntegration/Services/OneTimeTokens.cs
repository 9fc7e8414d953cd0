using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Data.Documents;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using YesSql;

namespace OrchardCore.MailIntegration.Services;

/// <summary>One-time tokens in one document; its concurrency check lets one of several takers win, over all nodes.</summary>
public sealed class OneTimeTokens : IOneTimeTokens
{
    private const int TokenBytes = 32;
    private const int MaxTokens = 1000;
    private const int Attempts = 10;

    private readonly TenantScopes _scopes;
    private readonly TimeProvider _time;

    public OneTimeTokens(TenantScopes scopes, TimeProvider time)
    {
        _scopes = scopes;
        _time = time;
    }

    public async Task<string> IssueAsync(OneTimeToken token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes));
        await ChangeAsync(
            tokens =>
            {
                while (tokens.Count >= MaxTokens)
                {
                    tokens.Remove(tokens.Keys.First());
                }

                tokens[Hash(secret)] = token;
                return true;
            },
            cancellationToken);
        return secret;
    }

    public Task<OneTimeToken?> PeekAsync(string purpose, string token, CancellationToken cancellationToken) =>
        _scopes.UsingAsync(async services =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var state = await services.GetRequiredService<IDocumentManager<MailOneTimeTokens>>().GetOrCreateImmutableAsync();
            return Find(state.Tokens, purpose, token);
        });

    public async Task<OneTimeToken?> TakeAsync(string purpose, string token, CancellationToken cancellationToken)
    {
        OneTimeToken? taken = null;
        await ChangeAsync(
            tokens =>
            {
                taken = Find(tokens, purpose, token);
                return taken is not null && tokens.Remove(Hash(token));
            },
            cancellationToken);
        return taken;
    }

    /// <param name="change">False when there is nothing to save.</param>
    private async Task ChangeAsync(
        Func<Dictionary<string, OneTimeToken>, bool> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await _scopes.UsingAsync(async services =>
                {
                    var states = services.GetRequiredService<IDocumentManager<MailOneTimeTokens>>();
                    var state = await states.GetOrCreateMutableAsync();
                    foreach (var old in state.Tokens.Where(t => IsExpired(t.Value)).Select(t => t.Key).ToList())
                    {
                        state.Tokens.Remove(old);
                    }

                    if (change(state.Tokens))
                    {
                        await states.UpdateAsync(state);
                    }
                });
                return;
            }
            catch (Exception exception) when (
                attempt < Attempts && exception is ConcurrencyException or DocumentStoreCommitException)
            {
                // Somebody else's token was issued or taken at the same moment: read again.
            }
        }
    }

    private OneTimeToken? Find(Dictionary<string, OneTimeToken> tokens, string purpose, string token) =>
        tokens.TryGetValue(Hash(token), out var found) && found.Purpose == purpose && !IsExpired(found) ? found : null;

    private bool IsExpired(OneTimeToken token) => token.ExpiresAt is { } ends && ends <= _time.GetUtcNow();

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
