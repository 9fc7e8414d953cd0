using Fluid.Values;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Workflows.Liquid;

/// <summary>
/// Gives expressions of workflows <c>Email</c>, <c>Conversation</c>, <c>Contact</c>, <c>MailAddress</c>, <c>Ticket</c> and
/// <c>Assignee</c> of their event.
/// </summary>
public sealed class MailExpressionHandler : WorkflowExecutionContextHandlerBase
{
    private readonly MailLiquidLookup _lookup;

    public MailExpressionHandler(MailLiquidLookup lookup)
    {
        _lookup = lookup;
    }

    public override async Task EvaluatingExpressionAsync(WorkflowExecutionExpressionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var workflow = context.WorkflowContext;
        if (MailInput.Text(workflow, MailInput.EventId) is null && MailInput.Text(workflow, MailInput.EmailId) is null)
        {
            return;
        }

        var scope = await _lookup.ScopeAsync(MailInput.Target(workflow));
        Set("Email", scope.Email is { } email ? LiquidEmail.Of(email.Email) : null);
        Set("Conversation", scope.Conversation is { } view ? LiquidConversation.Of(view) : null);
        Set("MailAddress", scope.Address is { } address ? LiquidAddress.Of(address) : null);
        var from = LiquidMailbox.Of(scope.Email?.Email.From);
        Set("Contact", from is null
            ? null
            : await _lookup.ContactAsync(from.Address) ?? new LiquidContact("", from.Name, from.Address, "", "", null, null));
        Set("Ticket", scope.Conversation is { } c ? await _lookup.TicketAsync(scope.Reader, c.Id) : null);
        Set("Assignee", scope.Conversation is { AssigneeId: { } assignee } ? await _lookup.MemberAsync(assignee) : null);

        void Set(string name, object? value) =>
            context.TemplateContext.SetValue(name, value is null ? NilValue.Instance : new ObjectValue(value));
    }
}
