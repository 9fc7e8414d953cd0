using System.Text.Json.Nodes;
using OrchardCore.AuditTrail.Models;
using OrchardCore.AuditTrail.Services;
using OrchardCore.AuditTrail.Services.Models;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Audit entries about our content say who did what to which item, not what is in it: whoever reads the audit trail need not
/// be allowed to read contacts. The validator refuses to restore such an entry, so nothing can be emptied by it.
/// </summary>
public sealed class MailAuditFilter : AuditTrailEventHandlerBase
{
    private static readonly string[] Kept =
        ["ContentItemId", "ContentItemVersionId", "ContentType", "Latest", "Published", "ModifiedUtc", "PublishedUtc", "CreatedUtc"];

    public override Task AlterAsync(AuditTrailCreateContext context, AuditTrailEvent auditTrailEvent)
    {
        if (auditTrailEvent.Properties["AuditTrailContentEvent"]?["ContentItem"] is JsonObject item
            && MailVisibility.IsOurs(item["ContentType"]?.ToString()))
        {
            foreach (var name in item.Select(p => p.Key).Except(Kept).ToList())
            {
                item.Remove(name);
            }
        }

        return Task.CompletedTask;
    }
}
