using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Channels.Checking;

/// <summary>What the connection checker tries, in this order (CH10).</summary>
public enum CheckStep
{
    /// <summary>The provider answers, and its Date field agrees with this server's clock to five minutes.</summary>
    Clock,

    /// <summary>The credentials get an access token.</summary>
    Token,

    /// <summary>The organisation's mailboxes are listed.</summary>
    Directory,

    /// <summary>One activated mailbox is opened.</summary>
    Mailbox,

    /// <summary>Its newest message is listed.</summary>
    List,

    /// <summary>That message is read; nothing of it is kept.</summary>
    Read,

    /// <summary>The permission to keep drafts and to send, proved without making or sending anything.</summary>
    Send,

    /// <summary>The provider takes the address to which it tells of new mail (SY8).</summary>
    Push,
}

/// <summary>What became of a step.</summary>
public enum CheckState
{
    Ok,
    Failed,

    /// <summary>Not tried; the cause says why.</summary>
    Skipped,
}

/// <summary>The one who can mend a failure.</summary>
public enum CheckMender
{
    /// <summary>Whoever runs this site and its settings.</summary>
    SiteAdministrator,

    /// <summary>An administrator of the Microsoft 365 organisation.</summary>
    MicrosoftAdministrator,

    /// <summary>A super administrator of the Google Workspace domain.</summary>
    GoogleAdministrator,

    /// <summary>Whoever manages the project in the Google Cloud console.</summary>
    CloudProject,

    /// <summary>The person whose mailbox it is.</summary>
    MailboxOwner,

    /// <summary>Nobody here: it passes by itself.</summary>
    Provider,
}

/// <summary>The mailbox that is tried.</summary>
/// <param name="MailboxId">The provider's constant id.</param>
/// <param name="Email">As it was activated.</param>
public sealed record CheckTarget(string MailboxId, string Email);

/// <summary>One step as a provider does it.</summary>
/// <param name="Needs">Steps that have to be well before; otherwise this one is skipped.</param>
/// <param name="RunAsync">Null when it is well; a reason when there was nothing to try. Failures are
/// <see cref="ProviderException"/>.</param>
public sealed record ProviderCheck(
    CheckStep Step, IReadOnlyList<CheckStep> Needs, Func<CancellationToken, Task<Reason?>> RunAsync);

/// <summary>The result of a step.</summary>
/// <param name="Cause">Why it failed or was skipped; null when it is well.</param>
/// <param name="Mender">Who can mend it; set when it failed.</param>
public sealed record CheckResult(CheckStep Step, CheckState State, Reason? Cause = null, CheckMender? Mender = null);
