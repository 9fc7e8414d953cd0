using MailIntegration.Engine;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Leaves the transaction of an apply, so that nothing of it is kept.</summary>
internal sealed class ApplyAbortedException : Exception
{
    private ApplyAbortedException(ApplyResult result, Exception? cause) : base(result.Outcome.ToString(), cause) =>
        Result = result;

    public ApplyResult Result { get; }

    /// <param name="what">Which kind of row was not as expected.</param>
    public static ApplyAbortedException Conflict(string what, Exception? cause = null) =>
        new(new ApplyResult(ApplyOutcome.Conflict, null, new Reason("store-conflict", "what", what)), cause);
}
