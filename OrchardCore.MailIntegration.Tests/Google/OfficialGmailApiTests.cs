using MailIntegration.Engine.Providers.Google;
using MailIntegration.Tests.Google;
using OrchardCore.MailIntegration.Google;

namespace OrchardCore.MailIntegration.Tests.Google;

/// <summary>The client on Google's own library.</summary>
public sealed class OfficialGmailApiTests : GmailApiConformance
{
    protected override IGmailApi Create(GoogleOptions options) => new OfficialGmailApi(options, TimeProvider.System);
}
