using System.Text.Json.Nodes;

namespace OrchardCore.MailIntegration.Models;

/// <summary>The rules, among the site's settings: recipes and deployment plans carry them.</summary>
public sealed class MailRulesSettings
{
    /// <summary>Raised with every change, so that nobody overwrites what he has not seen.</summary>
    public long Version { get; set; }

    /// <summary>In their order; see the docs for their shape.</summary>
    public JsonArray Rules { get; set; } = [];
}
