using System.Collections.Concurrent;
using Microsoft.Extensions.Localization;
using OrchardCore.Email;
using OrchardCore.Infrastructure;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>The site's own provider: keeps what it was given. The subject <c>refuse</c> is refused, <c>break</c> breaks after it was taken.</summary>
public sealed class TestEmailProvider : IEmailProvider
{
    public const string Name = "Test";

    public static ConcurrentQueue<MailMessage> Sent { get; } = new();

    /// <summary>Attachments by message: their streams are closed when the message is out.</summary>
    public static ConcurrentDictionary<MailMessage, IReadOnlyList<(string Name, byte[] Content)>> Files { get; } = new();

    public LocalizedString DisplayName => new(Name, Name);

    public async Task<Result> SendAsync(MailMessage message, CancellationToken cancellationToken = default)
    {
        var files = new List<(string, byte[])>();
        foreach (var file in message.Attachments)
        {
            using var copy = new MemoryStream();
            await file.Stream.CopyToAsync(copy, cancellationToken);
            files.Add((file.Filename, copy.ToArray()));
        }

        Files[message] = files;
        Sent.Enqueue(message);
        return message.Subject switch
        {
            "refuse" => Result.Failed(new LocalizedString("no", "No")),
            "break" => throw new IOException("The connection broke."),
            _ => Result.Success(),
        };
    }
}
