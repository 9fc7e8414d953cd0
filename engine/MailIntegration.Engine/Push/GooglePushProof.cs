using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Google;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MailIntegration.Engine.Push;

/// <summary>
/// Proves that a push comes from the site's own Pub/Sub subscription: a token that Google signed, for this address, in the
/// name of the service account that the settings name (cloud.google.com/pubsub/docs/authenticate-push-subscriptions).
/// </summary>
public sealed class GooglePushProof : IDisposable
{
    private const int MaxToken = 8_000;
    private static readonly string[] Issuers = ["https://accounts.google.com", "accounts.google.com"];
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(6);

    /// <summary>A token with an unknown key fetches the keys anew, but not more often than this.</summary>
    private static readonly TimeSpan KeyPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly GoogleOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GoogleHttpClient _http;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly SemaphoreSlim _fetching = new(1);
    private volatile Keys? _keys;

    public GooglePushProof(GoogleOptions options, TimeProvider time, ILogger<GooglePushProof> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _http = new GoogleHttpClient(time);
    }

    /// <param name="token">As the request bore it, without <c>Bearer</c>.</param>
    /// <param name="audience">This site's endpoint.</param>
    public async Task<bool> HoldsAsync(string token, Uri audience, MailSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audience);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.GooglePushAccount is not { Length: > 0 } account || token is not { Length: > 0 and <= MaxToken } || !_handler.CanReadToken(token))
        {
            return false;
        }

        var keyId = _handler.ReadJsonWebToken(token).Kid;
        var keys = await GetKeysAsync(keyId, cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuers = Issuers,
            ValidAudience = audience.AbsoluteUri,
            IssuerSigningKeys = keys,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (from, until, _, _) => IsNow(from, until),
        });
        return result.IsValid
            && result.Claims.TryGetValue("email", out var email) && string.Equals(email as string, account, StringComparison.OrdinalIgnoreCase)
            && result.Claims.TryGetValue("email_verified", out var verified) && verified is true or "true";
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    private bool IsNow(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return until > now - Skew && (from is null || from < now + Skew);
    }

    private async Task<IEnumerable<SecurityKey>> GetKeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            var now = _time.GetUtcNow();
            var isFresh = _keys is { } keys && now - keys.At < KeyLife
                && (keys.All.Any(k => k.KeyId == keyId) || now - keys.At < KeyPause);
            if (!isFresh)
            {
                var json = await _http.GetTextAsync(_options.Keys, cancellationToken);
                _keys = new Keys(now, [.. new JsonWebKeySet(json).GetSigningKeys()]);
            }
        }
        catch (Exception exception) when (exception is ProviderException or ArgumentException)
        {
            // Without keys nothing is proved; the poll goes on.
            _logger.LogWarning("Google's public keys could not be read: {Reason}", (exception as ProviderException)?.Reason.Code ?? "answer-unreadable");
        }
        finally
        {
            _fetching.Release();
        }

        return _keys?.All ?? [];
    }

    private sealed record Keys(DateTimeOffset At, IReadOnlyList<SecurityKey> All);
}
