using System.Collections.Concurrent;
using MailIntegration.Engine.Dns;

namespace MailIntegration.Tests.Hosted;

/// <summary>The DNS as a test wants it.</summary>
internal sealed class FakeDns : IDnsResolver
{
    private readonly ConcurrentDictionary<string, DnsTexts> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _questions;

    public bool IsDown { get; set; }

    public int Questions => _questions;

    public void Set(string name, params string[] texts) => _names[name] = new DnsTexts(texts);

    public void SetAlias(string name, string target, params string[] texts) => _names[name] = new DnsTexts(texts, target);

    public Task<DnsTexts> FindTextsAsync(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        return IsDown
            ? throw new DnsException("Down.")
            : Task.FromResult(_names.GetValueOrDefault(name, DnsTexts.None));
    }
}
