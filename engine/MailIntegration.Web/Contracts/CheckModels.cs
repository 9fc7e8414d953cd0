using MailIntegration.Engine;
using MailIntegration.Engine.Channels.Checking;

namespace MailIntegration.Web.Contracts;

internal sealed record CheckBody(string? AddressId);

/// <summary>One line of a check's answer: the first has <see cref="Steps"/>, each further one a <see cref="Result"/>.</summary>
internal sealed record CheckLineModel(
    IReadOnlyList<CheckStep>? Steps = null, string? Email = null, CheckResultModel? Result = null, bool Done = false);

internal sealed record CheckResultModel(CheckStep Step, CheckState State, Reason? Cause, CheckMender? Mender)
{
    public static CheckResultModel Of(CheckResult result) => new(result.Step, result.State, result.Cause, result.Mender);
}
