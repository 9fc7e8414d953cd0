using Fluid;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Liquid;
using OrchardCore.MailIntegration.Workflows;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.MailIntegration.Workflows.Drivers;
using OrchardCore.MailIntegration.Workflows.Liquid;
using OrchardCore.Modules;
using OrchardCore.Workflows.Helpers;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration;

/// <summary>The category Mail of the workflow editor (LW3), and what its expressions can name (LW4).</summary>
[Feature(MailConstants.Features.Workflows)]
public sealed class WorkflowsStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddScoped<MailOutcomes>();
        services.AddScoped<MailTaskServices>();
        services.AddScoped<MailEventServices>();
        services.AddScoped<MailChoices>();
        services.AddScoped<MailFieldTexts>();
        services.AddScoped<IAutomationUses, WorkflowUses>();
        services.AddTransient<WorkflowRuns>();
        services.AddTransient<WaitResumer>();
        services.AddTransient<IDurableListener, WorkflowListener>();
        AddEvents(services);
        AddTasks(services);
        AddLiquid(services);
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddActivity<EmailReceivedEvent, MailEventDriver<EmailReceivedEvent>>();
        services.AddActivity<EmailReplyReceivedEvent, MailEventDriver<EmailReplyReceivedEvent>>();
        services.AddActivity<EmailUnprocessedEvent, MailEventDriver<EmailUnprocessedEvent>>();
        services.AddActivity<EmailSentEvent, MailEventDriver<EmailSentEvent>>();
        services.AddActivity<EmailBouncedEvent, MailEventDriver<EmailBouncedEvent>>();
        services.AddActivity<MailMessageNotSeenEvent, MailEventDriver<MailMessageNotSeenEvent>>();
        services.AddActivity<MailChannelAttentionEvent, MailEventDriver<MailChannelAttentionEvent>>();
        services.AddActivity<WaitForReplyEvent, WaitForReplyDriver>();
    }

    private static void AddTasks(IServiceCollection services)
    {
        services.AddActivity<MailRouteToPersonTask, MailActionDriver<MailRouteToPersonTask>>();
        services.AddActivity<MailRouteToRoleTask, MailActionDriver<MailRouteToRoleTask>>();
        services.AddActivity<MailRouteToTeamTask, MailActionDriver<MailRouteToTeamTask>>();
        services.AddActivity<MailReplyTask, MailActionDriver<MailReplyTask>>();
        services.AddActivity<MailSendTemplateTask, MailActionDriver<MailSendTemplateTask>>();
        services.AddActivity<MailStartConversationTask, MailActionDriver<MailStartConversationTask>>();
        services.AddActivity<MailFileInDossierTask, MailActionDriver<MailFileInDossierTask>>();
        services.AddActivity<MailIgnoreTask, MailActionDriver<MailIgnoreTask>>();
        services.AddActivity<MailRetryTask, MailActionDriver<MailRetryTask>>();
        services.AddActivity<MailAddTagTask, MailActionDriver<MailAddTagTask>>();
        services.AddActivity<MailSetTicketTask, MailActionDriver<MailSetTicketTask>>();
        services.AddActivity<MailCreateTaskTask, MailActionDriver<MailCreateTaskTask>>();
        services.AddActivity<MailMarkAsSpamTask, MailActionDriver<MailMarkAsSpamTask>>();
    }

    private static void AddLiquid(IServiceCollection services)
    {
        services.AddScoped<MailLiquidLookup>();
        services.AddScoped<IWorkflowExecutionContextHandler, MailExpressionHandler>();
        services.AddLiquidFilter<MailEmailFilter>("mail_email");
        services.AddLiquidFilter<MailConversationFilter>("mail_conversation");
        services.AddLiquidFilter<MailTicketFilter>("mail_ticket");
        services.AddLiquidFilter<MailTaskFilter>("mail_task");
        services.AddLiquidFilter<MailContactFilter>("mail_contact");
        services.AddLiquidFilter<MailMemberFilter>("mail_member");
        services.AddLiquidFilter<MailAddressFilter>("mail_address");
        services.Configure<TemplateOptions>(options =>
        {
            options.MemberAccessStrategy.Register<LiquidMailbox>();
            options.MemberAccessStrategy.Register<LiquidEmail>();
            options.MemberAccessStrategy.Register<LiquidConversation>();
            options.MemberAccessStrategy.Register<LiquidContact>();
            options.MemberAccessStrategy.Register<LiquidMember>();
            options.MemberAccessStrategy.Register<LiquidAddress>();
            options.MemberAccessStrategy.Register<LiquidTicket>();
            options.MemberAccessStrategy.Register<LiquidTask>();
        });
    }
}
