using Google.Apis.Http;
using MailIntegration.Engine.Providers.Google;

namespace OrchardCore.MailIntegration.Google;

/// <summary>Connections for Google's client library: refusals become the engine's failures before the library reads them, and no
/// redirect carries a token elsewhere.</summary>
internal sealed class OnceHttpClientFactory : HttpClientFactory
{
    private readonly Uri _gmail;
    private readonly TimeProvider _time;

    /// <param name="gmail">Host of the Gmail API. Versions of the library differ in the host that they name, and in whether it
    /// can be set; the path is the same on all of Google's.</param>
    public OnceHttpClientFactory(Uri gmail, TimeProvider time)
    {
        _gmail = gmail;
        _time = time;
    }

    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new RefusalHandler(_gmail, _time);

    private sealed class RefusalHandler : DelegatingHandler
    {
        private const int MaxRefusal = 64 * 1024;

        private readonly Uri _gmail;
        private readonly TimeProvider _time;

        public RefusalHandler(Uri gmail, TimeProvider time)
            : base(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
        {
            _gmail = gmail;
            _time = time;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is { } asked && asked.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase))
            {
                request.RequestUri = new Uri(_gmail, asked.PathAndQuery);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                throw GoogleErrors.FromAnswer(
                    response.StatusCode,
                    text.Length <= MaxRefusal ? text : text[..MaxRefusal],
                    GoogleErrors.RetryAfter(response),
                    _time.GetUtcNow(),
                    GoogleScopes.Mail);
            }
        }
    }
}
