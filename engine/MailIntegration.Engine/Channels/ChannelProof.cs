using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Channels;

/// <summary>Proves by a real sign-in that a channel's credentials work, before it is saved.</summary>
public sealed class ChannelProof
{
    private readonly ProviderDirectory _providers;
    private readonly TimeProvider _time;

    public ChannelProof(ProviderDirectory providers, TimeProvider time)
    {
        _providers = providers;
        _time = time;
    }

    /// <returns>Null when the sign-in works; otherwise why not.</returns>
    public async Task<Reason?> TryAsync(Channel channel, MailSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var provider = _providers.Get(channel.Provider);
        // Under an id of its own: the provider keeps tokens by channel, and these credentials may never be saved.
        var candidate = channel with { Id = "check-" + Ids.New(_time.GetUtcNow()), Attention = null };
        try
        {
            await provider.CheckAsync(new ProviderContext(candidate, settings), cancellationToken);
            return null;
        }
        catch (ProviderException exception)
        {
            return exception.Reason;
        }
        finally
        {
            provider.Forget(candidate.Id);
        }
    }

    /// <summary>The field that a sign-in failure is about; "" when it is none of them.</summary>
    public static string FieldOf(Reason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Code switch
        {
            "unknown-tenant" => "tenantId",
            "unknown-application" or "application-disabled" => "clientId",
            "wrong-secret" or "secret-expired" or "secret-unreadable" => "secret",
            "certificate-refused" or "certificate-unreadable" => "certificate",
            "google-key-revoked" or "google-account-disabled" => "json",
            "google-admin-unknown" or "google-admin-required" => "adminEmail",
            "google-domain-unknown" => "domain",
            _ => "",
        };
    }
}
