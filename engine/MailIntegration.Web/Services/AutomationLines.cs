using MailIntegration.Engine;
using MailIntegration.Engine.Automation;

namespace MailIntegration.Web.Services;

/// <summary>What automations did, as lines of an e-mail's explanation (PR9).</summary>
internal static class AutomationLines
{
    public static Reason Of(ActionRun run)
    {
        if (run.Action.Length == 0 && run.Source == RunSource.Workflow)
        {
            return new Reason(run.Outcome == "failed" ? "explain-workflow-failed" : "explain-workflow", "workflow", run.SourceName);
        }

        if (run.Source == RunSource.Listener)
        {
            return new Reason("explain-listener-failed", Args(run));
        }

        return new Reason(run.Source == RunSource.Rule ? "explain-rule" : "explain-workflow-step", Args(run));
    }

    /// <summary>The client puts action and outcome into words: their codes are keys of its texts.</summary>
    private static Dictionary<string, string> Args(ActionRun run) => new()
    {
        ["name"] = run.SourceName,
        ["action"] = run.Action,
        ["outcome"] = run.Outcome,
        ["detail"] = run.Reason?.Args.Values.FirstOrDefault() ?? "",
    };
}
