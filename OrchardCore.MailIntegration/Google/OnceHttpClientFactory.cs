using Google.Apis.Http;
using MailIntegration.Engine.Providers.Google;

namespace OrchardCore.MailIntegration.Google;

/// <summary>Connections for Google's client library: refusals become the engine's failures before the library reads them, and no
/// redirect carries a token elsewhere.</summary>
internal sealed class OnceHttpClientFactory : HttpClientFactory
{
    private readonly TimeProvider _time;

    public OnceHttpClientFactory(TimeProvider time)
    {
        _time = time;
    }

    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new RefusalHandler(_time);

    private sealed class RefusalHandler : DelegatingHandler
    {
        private const int MaxRefusal = 64 * 1024;

        private readonly TimeProvider _time;

        public RefusalHandler(TimeProvider time)
            : base(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
        {
            _time = time;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
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
