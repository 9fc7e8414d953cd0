using System.Collections.Concurrent;
using Microsoft.Extensions.Localization;
using OrchardCore.Email;
using OrchardCore.Infrastructure;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>The site's own provider: keeps what it was given.</summary>
public sealed class TestEmailProvider : IEmailProvider
{
    public const string Name = "Test";

    public static ConcurrentQueue<MailMessage> Sent { get; } = new();

    public LocalizedString DisplayName => new(Name, Name);

    public Task<Result> SendAsync(MailMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Enqueue(message);
        return Task.FromResult(message.Subject == "refuse" ? Result.Failed(new LocalizedString("no", "No")) : Result.Success());
    }
}
