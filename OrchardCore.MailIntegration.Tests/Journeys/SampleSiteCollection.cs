namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>The journeys share one site, and so run one after another.</summary>
[CollectionDefinition(nameof(SampleSitePage))]
public sealed class SampleSiteCollection : ICollectionFixture<SampleSitePage>;
