using System.Net.Http.Headers;
using System.Text.Json;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>One call over HTTP: token, failure as <see cref="ProviderException"/>, the answer's body whole.</summary>
internal sealed class GoogleHttpClient : IDisposable
{
    /// <summary>base64 of the 35 MB that a message may have, and some air.</summary>
    private const int MaxAnswer = 80 * 1024 * 1024;
    private const int MaxRefusal = 64 * 1024;

    /// <summary>An answer that takes longer does not come.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public GoogleHttpClient(TimeProvider time)
    {
        _time = time;

        // Redirects are not followed: the APIs have none, and one would carry the token elsewhere.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MaxAnswer,
        };
    }

    /// <param name="scope">To name when it is missing.</param>
    /// <returns>The body; empty when there is none.</returns>
    public async Task<byte[]> SendAsync(
        HttpMethod method, Uri address, Func<CancellationToken, Task<string>> token, HttpContent? content, string scope, CancellationToken cancellationToken)
    {
        var bearer = await token(cancellationToken);
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await GoogleErrors.MapAsync(
            async () =>
            {
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return body;
                }

                var text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxRefusal)));
                throw GoogleErrors.FromAnswer(response.StatusCode, text, GoogleErrors.RetryAfter(response), _time.GetUtcNow(), scope);
            },
            cancellationToken);
    }

    public async Task<JsonElement> SendJsonAsync(
        HttpMethod method, Uri address, Func<CancellationToken, Task<string>> token, HttpContent? content, string scope, CancellationToken cancellationToken)
    {
        var body = await SendAsync(method, address, token, content, scope, cancellationToken);
        return await GoogleErrors.MapAsync(() => Task.FromResult(Parse(body)), cancellationToken);
    }

    /// <summary>Text that is there for everybody.</summary>
    public Task<string> GetTextAsync(Uri address, CancellationToken cancellationToken) => GoogleErrors.MapAsync(
        async () =>
        {
            using var response = await _http.GetAsync(address, cancellationToken);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsStringAsync(cancellationToken)
                : throw GoogleErrors.FromAnswer(response.StatusCode, "", GoogleErrors.RetryAfter(response), _time.GetUtcNow(), "");
        },
        cancellationToken);

    /// <summary>The Date field of an answer that needs no token; null when it has none.</summary>
    public Task<DateTimeOffset?> GetDateAsync(Uri address, CancellationToken cancellationToken) => GoogleErrors.MapAsync(
        async () =>
        {
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.Headers.Date;
        },
        cancellationToken);

    public void Dispose() => _http.Dispose();

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new JsonException("The answer is no object.");
    }
}
