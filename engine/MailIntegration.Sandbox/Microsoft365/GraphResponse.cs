using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>An answer before it is written to a connection or into a batch.</summary>
internal sealed class GraphResponse
{
    public const string Json = "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status { get; set; } = 200;

    public string? ContentType { get; set; }

    public ReadOnlyMemory<byte> Body { get; set; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Set by a fault: how many bytes of the body leave before the connection breaks.</summary>
    public int? BreakAfter { get; set; }

    public static GraphResponse Empty(int status) => new() { Status = status };

    public static GraphResponse Of(JsonObject json, int status = 200) => Of(writer => json.WriteTo(writer), status);

    public static GraphResponse Of(Action<Utf8JsonWriter> write, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return new GraphResponse { Status = status, ContentType = Json, Body = buffer.WrittenMemory };
    }

    public static GraphResponse Bytes(ReadOnlyMemory<byte> bytes, string contentType) => new() { Body = bytes, ContentType = contentType };

    public static GraphResponse Error(GraphException exception, string requestId, string? clientRequestId, DateTimeOffset now)
    {
        var inner = new JsonObject
        {
            ["date"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
            ["request-id"] = requestId,
            ["client-request-id"] = clientRequestId ?? requestId,
        };
        var response = Of(new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = exception.Code, ["message"] = exception.Message, ["innerError"] = inner },
        }, exception.Status);
        foreach (var (name, value) in exception.Headers)
        {
            response.Headers[name] = value;
        }

        return response;
    }

    public static GraphResponse Html(int status, string html) =>
        new() { Status = status, ContentType = "text/html; charset=utf-8", Body = Encoding.UTF8.GetBytes(html) };
}
