namespace MailIntegration.Engine.Providers;

/// <summary>What went wrong at the provider, as far as callers act on it.</summary>
public enum ProviderError
{
    /// <summary>Sign-in fails and will go on failing until somebody mends it: the channel needs attention (CH8).</summary>
    SignIn,

    /// <summary>Signed in, but a permission is missing for this call.</summary>
    PermissionMissing,

    MailboxNotFound,

    FolderNotFound,

    /// <summary>The message is gone.</summary>
    MessageNotFound,

    /// <summary>The change feed's token is too old: begin a new round.</summary>
    CursorLost,

    /// <summary>Too many calls; see <see cref="ProviderException.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>The provider does not answer or answers with a server error; it passes.</summary>
    Unavailable,

    /// <summary>An answer that makes no sense, for example broken JSON or a link to another host.</summary>
    Unexpected,

    /// <summary>The provider refuses this one call and would refuse it again (400 and the like).</summary>
    Refused,
}

/// <summary>A call to a provider failed; <see cref="Reason"/> says why in a form that can be shown.</summary>
public sealed class ProviderException : Exception
{
    public ProviderException(ProviderError error, Reason reason, Exception? inner = null, TimeSpan? retryAfter = null)
        : base($"{error}: {reason}", inner)
    {
        Error = error;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    public ProviderError Error { get; }

    public Reason Reason { get; }

    /// <summary>How long the provider asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }
}
