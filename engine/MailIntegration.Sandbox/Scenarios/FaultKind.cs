namespace MailIntegration.Sandbox.Scenarios;

/// <summary>What can go wrong. On the command line and in the control API the names are written in kebab-case (lost-cursor).</summary>
public enum FaultKind
{
    /// <summary>429 with Retry-After in seconds.</summary>
    Throttled,

    /// <summary>429 with Retry-After as an HTTP date.</summary>
    ThrottledDate,

    /// <summary>503; with Retry-After when <see cref="Fault.RetryAfter"/> is set.</summary>
    Unavailable,

    /// <summary>504 although the request was carried out.</summary>
    GatewayTimeout,

    /// <summary>The request's token is revoked at this moment: 401 until a new one is fetched.</summary>
    TokenRevoked,

    /// <summary>The consent is withdrawn at this moment: 401 for every token, no new ones until somebody consents again.</summary>
    ConsentRevoked,

    /// <summary>Token requests with a secret fail: the secret has expired.</summary>
    ExpiredSecret,

    /// <summary>Token requests with a secret fail: the secret is wrong.</summary>
    WrongSecret,

    /// <summary>The application lacks <see cref="Fault.Role"/>, or all permissions when it is null.</summary>
    MissingPermission,

    /// <summary>404 ErrorInvalidUser.</summary>
    MailboxNotFound,

    /// <summary>404 MailboxNotEnabledForRESTAPI.</summary>
    MailboxNotEnabled,

    /// <summary>404 ErrorItemNotFound for a folder and everything in it.</summary>
    FolderVanished,

    /// <summary>410 SyncStateNotFound for a delta link or next link.</summary>
    LostCursor,

    /// <summary>410 SyncStateInvalid for a delta link or next link: what clients saw after switching to immutable ids (corso PR 3176).</summary>
    InvalidCursor,

    /// <summary>A delta page without messages that still has a next link.</summary>
    EmptyPage,

    /// <summary>The first page of a first delta round also carries @removed for an item that nobody has seen.</summary>
    RemovedInFirstRound,

    /// <summary>A delta page repeats the items of the page before it and gives each of its own twice.</summary>
    Replay,

    /// <summary>@removed carries the reason "changed" instead of "deleted".</summary>
    RemovedAsChanged,

    /// <summary>404 for a message that a list has just named.</summary>
    MessageVanished,

    /// <summary>The answer takes <see cref="Fault.Delay"/> longer.</summary>
    Slow,

    /// <summary>The connection breaks in the middle of the body.</summary>
    ConnectionReset,

    /// <summary>The MIME content ends in the middle, without an error.</summary>
    TruncatedValue,

    /// <summary>MIME content differs from call to call, as that of a server that writes it anew each time.</summary>
    RegeneratedValue,

    /// <summary>The server's clock is <see cref="Fault.Skew"/> off: Date header and validity of tokens.</summary>
    ClockSkew,

    /// <summary>200 with a body that is not JSON.</summary>
    MalformedJson,

    /// <summary>500 with an HTML page, as a proxy in front of the service gives it.</summary>
    HtmlError,

    /// <summary>The copy in Sent Items appears only after <see cref="Fault.Delay"/>.</summary>
    DelayedSentCopy,

    /// <summary>A send is answered with 202, but the mail never leaves: neither a copy nor a delivery.</summary>
    LostSend,

    /// <summary>The Message-ID of a sent mail is replaced on the way.</summary>
    RewrittenMessageId,

    /// <summary>Change notifications arrive twice.</summary>
    DuplicateNotifications,

    /// <summary>Change notifications do not arrive; a lifecycle notification "missed" does.</summary>
    MissedNotifications,

    /// <summary>Google: tokens for the user are refused, as those of a suspended user.</summary>
    UserSuspended,

    /// <summary>Google: 403 accessNotConfigured, the API is switched off in the project; <see cref="Fault.Path"/> chooses which.</summary>
    ApiDisabled,

    /// <summary>Google: a search finds a message only when it is older than <see cref="Fault.Delay"/> (default 30 s).</summary>
    LaggingSearch,
}
