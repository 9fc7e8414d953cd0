using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MailIntegration.Web.Content;

/// <summary>
/// A posted form of which one field is a whole message: that one goes to a temporary file while it arrives, a few others are
/// kept, the rest is passed over. Takes multipart/form-data, application/x-www-form-urlencoded and a flat JSON object.
/// </summary>
internal sealed class InboundForm : IAsyncDisposable
{
    private const int MaxValue = 64 * 1024;
    private const int MaxFields = 200;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private InboundForm()
    {
    }

    /// <summary>The message, at its start; null when the form had none.</summary>
    public FileStream? Message { get; private set; }

    public bool IsTooLarge { get; private set; }

    public string Value(string name) => _values.GetValueOrDefault(name, "");

    /// <param name="others">Further fields to keep.</param>
    /// <param name="maxSize">Bytes of the message; what is beyond is not read.</param>
    public static async Task<InboundForm> ReadAsync(
        HttpRequest request, string message, IReadOnlyCollection<string> others, long maxSize, CancellationToken cancellationToken)
    {
        var form = new InboundForm();
        try
        {
            var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
            if (type?.MediaType == "multipart/form-data" && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 200 } boundary)
            {
                await form.ReadMultipartAsync(new MultipartReader(boundary.ToString(), request.Body), message, others, maxSize, cancellationToken);
            }
            else if (type?.MediaType == "application/json")
            {
                await form.ReadFieldsAsync(new JsonFields(request.Body), message, others, maxSize, cancellationToken);
            }
            else
            {
                await form.ReadFieldsAsync(new UrlEncodedFields(request.Body), message, others, maxSize, cancellationToken);
            }

            form.Message?.Seek(0, SeekOrigin.Begin);
            return form;
        }
        catch
        {
            await form.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Message is not null)
        {
            await Message.DisposeAsync();
        }
    }

    private async Task ReadMultipartAsync(
        MultipartReader reader, string message, IReadOnlyCollection<string> others, long maxSize, CancellationToken cancellationToken)
    {
        for (var count = 0; count < MaxFields && await reader.ReadNextSectionAsync(cancellationToken) is { } section; count++)
        {
            var name = section.GetContentDispositionHeader() is { } disposition
                ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString()
                : "";
            await KeepAsync(name, section.Body, message, others, maxSize, cancellationToken);
        }
    }

    private async Task ReadFieldsAsync(
        IFieldReader reader, string message, IReadOnlyCollection<string> others, long maxSize, CancellationToken cancellationToken)
    {
        for (var count = 0; count < MaxFields && await reader.NextAsync(cancellationToken) is { } name; count++)
        {
            await KeepAsync(name, reader.Value, message, others, maxSize, cancellationToken);
        }
    }

    private async Task KeepAsync(
        string name, Stream value, string message, IReadOnlyCollection<string> others, long maxSize, CancellationToken cancellationToken)
    {
        if (Message is null && string.Equals(name, message, StringComparison.OrdinalIgnoreCase))
        {
            Message = new FileStream(
                Path.Combine(Path.GetTempPath(), "mail-" + Path.GetRandomFileName()),
                FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            IsTooLarge = !await CopyAsync(value, Message, maxSize, cancellationToken);
        }
        else if (others.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            using var text = new MemoryStream();
            if (await CopyAsync(value, text, MaxValue, cancellationToken))
            {
                _values[name] = Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
            }
        }
    }

    /// <returns>False when there was more.</returns>
    private static async Task<bool> CopyAsync(Stream from, Stream to, long max, CancellationToken cancellationToken)
    {
        var buffer = new byte[81920];
        var left = max;
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            left -= read;
            if (left < 0)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return true;
    }
}
