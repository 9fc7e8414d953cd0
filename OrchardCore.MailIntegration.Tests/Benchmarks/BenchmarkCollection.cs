namespace OrchardCore.MailIntegration.Tests.Benchmarks;

/// <summary>Benchmarks run one after another, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BenchmarkCollection
{
    public const string Name = "Benchmarks";
}
