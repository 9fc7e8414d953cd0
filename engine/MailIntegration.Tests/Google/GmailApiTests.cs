using MailIntegration.Engine.Providers.Google;

namespace MailIntegration.Tests.Google;

/// <summary>The engine's own client.</summary>
public sealed class GmailApiTests : GmailApiConformance
{
    protected override IGmailApi Create(GoogleOptions options) => new GmailApi(new GoogleHttpClient(TimeProvider.System), options);
}
