using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Templates;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>The rules with what their editor offers.</summary>
internal sealed class RuleBooks
{
    private readonly ActionCatalogue _actions;
    private readonly TemplateService _templates;

    public RuleBooks(ActionCatalogue actions, TemplateService templates)
    {
        _actions = actions;
        _templates = templates;
    }

    public async Task<RuleBookModel> ToModelAsync(RuleBook book, CancellationToken cancellationToken) => new(
        book.Rules.Select(RuleModel.Of).ToList(),
        book.Version,
        EventTargets.Kinds,
        _actions.All.Select(a => new RuleActionKindModel(a.Name, a.Outcomes, a.Fields)).ToList(),
        AutomationFields.Names,
        (await _templates.ListAsync(cancellationToken))
            .Where(t => t.System?.Group != TemplateGroup.Account)
            .Select(t => new RuleTemplateModel(t.Id, t.Stored?.Latest.Name ?? "", t.System is not null, t.System?.Group))
            .ToList());
}
