using System.Security.Claims;
using Fluid;
using Fluid.Values;
using MailIntegration.Engine.People;
using Microsoft.AspNetCore.Http;
using OrchardCore.Liquid;
using OrchardCore.Workflows.Models;

namespace OrchardCore.MailIntegration.Workflows.Liquid;

/// <summary>Finds one thing by the id that comes in; nil when it is not there or not to be seen.</summary>
public abstract class MailLiquidFilter : ILiquidFilter
{
    private readonly IHttpContextAccessor _http;

    protected MailLiquidFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
    {
        Lookup = lookup;
        _http = http;
    }

    protected MailLiquidLookup Lookup { get; }

    public async ValueTask<FluidValue> ProcessAsync(FluidValue input, FilterArguments arguments, LiquidTemplateContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        var id = input.ToStringValue();
        return id.Length > 0 && await ReaderAsync(context) is { } reader && await FindAsync(reader, id) is { } found
            ? new ObjectValue(found)
            : NilValue.Instance;
    }

    protected abstract Task<object?> FindAsync(MailReader reader, string id);

    private async Task<MailReader?> ReaderAsync(LiquidTemplateContext context) =>
        context.GetValue("Workflow").ToObjectValue() is WorkflowExecutionContext workflow
            && MailInput.Text(workflow, MailInput.EventId) is not null
            ? (await Lookup.ScopeAsync(MailInput.Target(workflow))).Reader
            : await Lookup.ReaderAsync(_http.HttpContext?.User.FindFirstValue(ClaimTypes.NameIdentifier));
}

/// <summary><c>{{ id | mail_email }}</c></summary>
public sealed class MailEmailFilter : MailLiquidFilter
{
    public MailEmailFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.EmailAsync(reader, id);
}

/// <summary><c>{{ id | mail_conversation }}</c></summary>
public sealed class MailConversationFilter : MailLiquidFilter
{
    public MailConversationFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.ConversationAsync(reader, id);
}

/// <summary><c>{{ conversationId | mail_ticket }}</c></summary>
public sealed class MailTicketFilter : MailLiquidFilter
{
    public MailTicketFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.TicketAsync(reader, id);
}

/// <summary><c>{{ id | mail_task }}</c></summary>
public sealed class MailTaskFilter : MailLiquidFilter
{
    public MailTaskFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.TaskAsync(reader, id);
}

/// <summary><c>{{ "eva@customer.example" | mail_contact }}</c></summary>
public sealed class MailContactFilter : MailLiquidFilter
{
    public MailContactFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.ContactAsync(id);
}

/// <summary><c>{{ id | mail_member }}</c></summary>
public sealed class MailMemberFilter : MailLiquidFilter
{
    public MailMemberFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.MemberAsync(id);
}

/// <summary><c>{{ "info@company.example" | mail_address }}</c></summary>
public sealed class MailAddressFilter : MailLiquidFilter
{
    public MailAddressFilter(MailLiquidLookup lookup, IHttpContextAccessor http)
        : base(lookup, http)
    {
    }

    protected override async Task<object?> FindAsync(MailReader reader, string id) => await Lookup.AddressAsync(id);
}
