using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Apis.GraphQL;
using OrchardCore.MailIntegration.GraphQL;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>E-mails in GraphQL. Content types of ours stay shut there; this field knows who reads which e-mail.</summary>
[RequireFeatures("OrchardCore.Apis.GraphQL")]
public sealed class GraphQLStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services.AddSingleton<ISchemaBuilder, EmailsQuery>();
}
