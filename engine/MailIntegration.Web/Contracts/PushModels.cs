using MailIntegration.Engine;

namespace MailIntegration.Web.Contracts;

internal enum PushState
{
    Off,
    On,
    Failing,
}

/// <summary>Whether the provider tells of new mail at once; the poll goes on in any case (SY8).</summary>
internal sealed record PushModel(PushState State, DateTimeOffset? Until, Reason? Problem);
