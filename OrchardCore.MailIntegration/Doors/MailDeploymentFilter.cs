using System.Text.Json.Nodes;
using OrchardCore.Deployment;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Takes our content out of an export for people who may not see it: whoever may export content gets all of it, whatever he
/// may see. Runs after the sources that put content in.
/// </summary>
public sealed class MailDeploymentFilter : IDeploymentSource
{
    private readonly MailVisibility _visibility;

    public MailDeploymentFilter(MailVisibility visibility)
    {
        _visibility = visibility;
    }

    public async Task ProcessDeploymentStepAsync(DeploymentStep step, DeploymentPlanResult result)
    {
        foreach (var data in result.Steps.Select(s => s["data"]).OfType<JsonArray>())
        {
            for (var i = data.Count - 1; i >= 0; i--)
            {
                if (data[i] is JsonObject item && item["ContentType"] is JsonValue type && !await _visibility.MaySeeAsync(type.ToString()))
                {
                    data.RemoveAt(i);
                }
            }
        }
    }
}
