using System.Net;
using Microsoft.Net.Http.Headers;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>Keeps cookies like a browser: the test server's own client does not.</summary>
internal sealed class CookieHandler : DelegatingHandler
{
    private readonly CookieContainer _cookies = new();

    public CookieHandler(HttpMessageHandler inner)
        : base(inner)
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var cookies = _cookies.GetCookieHeader(request.RequestUri!);
        if (cookies.Length > 0)
        {
            request.Headers.Add(HeaderNames.Cookie, cookies);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues(HeaderNames.SetCookie, out var values))
        {
            foreach (var value in values)
            {
                _cookies.SetCookies(request.RequestUri!, value);
            }
        }

        return response;
    }
}
