using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>The answer of messages.get with format raw, decoded where it lies: a big message is held once.</summary>
internal static class RawAnswer
{
    /// <exception cref="JsonException">It is no such answer, for example cut off.</exception>
    public static (GmailMessage Message, Stream Raw) Read(byte[] body)
    {
        string? id = null, thread = null, date = null;
        var labels = new List<string>();
        var raw = (Start: 0, Length: -1);
        var escaped = -1;
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "id":
                    id = reader.GetString();
                    break;
                case "threadId":
                    thread = reader.GetString();
                    break;
                case "internalDate":
                    date = reader.GetString();
                    break;
                case "labelIds":
                    ReadLabels(ref reader, labels);
                    break;
                case "raw" when reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped:
                    // Google's writers escape the padding; this copy is rare and costs memory only.
                    body = System.Text.Encoding.ASCII.GetBytes(reader.GetString()!);
                    escaped = body.Length;
                    break;
                case "raw" when reader.TokenType == JsonTokenType.String:
                    raw = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        raw = escaped >= 0 ? (0, escaped) : raw;
        if (id is null || raw.Length < 0 || !long.TryParse(date, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            throw new JsonException("The answer is no raw message.");
        }

        var encoded = body.AsSpan(raw.Start, raw.Length).TrimEnd((byte)'=');
        var length = Base64Url.DecodeFromUtf8InPlace(encoded);
        var message = new GmailMessage(id, thread ?? "", labels, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        return (message, new MemoryStream(body, raw.Start, length, writable: false));
    }

    private static void ReadLabels(ref Utf8JsonReader reader, List<string> labels)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return;
            }

            labels.Add(reader.GetString() ?? "");
        }
    }
}
