using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation.Rules;

namespace MailIntegration.Embedded.Sample;

/// <summary>Three rules to begin with, as the sample site has them in its recipe.</summary>
internal static class SampleRules
{
    private const string Json =
        """
        [
          {"id": "suspicious", "name": "Mark suspicious senders", "isEnabled": true, "event": "email-received", "conditions": {"trust": ["suspicious"]}, "stopsProcessing": true, "actions": [
            {"id": "tag", "action": "add-tag", "input": {"tag": "suspicious"}}
          ]},
          {"id": "invoices", "name": "Invoices become tasks", "isEnabled": true, "event": "email-received", "conditions": {"subject": ["invoice", "factuur", "Rechnung"]}, "stopsProcessing": false, "actions": [
            {"id": "tag", "action": "add-tag", "input": {"tag": "invoice"}},
            {"id": "task", "action": "create-task", "input": {"title": "Check: {{ email.subject }}", "dueInHours": 48}}
          ]},
          {"id": "closed", "name": "Answer when the shop is closed", "isEnabled": false, "event": "email-received", "conditions": {"classes": ["personal"], "time": {"from": "09:00", "until": "17:30", "days": [1, 2, 3, 4, 5, 6], "timeZone": "Europe/Amsterdam", "isOutside": true}}, "stopsProcessing": false, "actions": [
            {"id": "reply", "action": "reply", "input": {"html": "<p>Hello {{ contact.name }},</p><p>The shop is closed now. We answer your e-mail on the next working day.</p>", "oncePerConversation": true}}
          ]}
        ]
        """;

    /// <summary>Only where nobody made rules yet.</summary>
    public static async Task AddAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<IRuleStore>();
        var book = await store.GetAsync(cancellationToken);
        if (book.Version == 0)
        {
            await store.SaveAsync(book with { Rules = RuleJson.Read((JsonArray)JsonNode.Parse(Json)!) }, cancellationToken);
        }
    }
}
