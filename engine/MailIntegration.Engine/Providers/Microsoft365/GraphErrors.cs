using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Identity;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>Turns what Microsoft's libraries throw into reasons that name cause and remedy.</summary>
internal static partial class GraphErrors
{
    public const string TokenRefused = "token-refused";

    /// <summary>For requests that the SDK's builders cannot make.</summary>
    public static Dictionary<string, ParsableFactory<IParsable>> Mapping { get; } =
        new() { ["XXX"] = ODataError.CreateFromDiscriminatorValue };

    /// <summary>Error numbers of Microsoft Entra: learn.microsoft.com/entra/identity-platform/reference-error-codes.</summary>
    private static readonly Dictionary<string, string> SignInCodes = new(StringComparer.Ordinal)
    {
        ["AADSTS90002"] = "unknown-tenant",
        ["AADSTS900023"] = "unknown-tenant",
        ["AADSTS900021"] = "unknown-tenant",
        ["AADSTS700016"] = "unknown-application",
        ["AADSTS7000215"] = "wrong-secret",
        ["AADSTS7000222"] = "secret-expired",
        ["AADSTS700027"] = "certificate-refused",
        ["AADSTS7000229"] = "consent-missing",
        ["AADSTS65001"] = "consent-missing",
        ["AADSTS700024"] = "clock-skew",
        ["AADSTS7000112"] = "application-disabled",
    };

    public static async Task<T> MapAsync<T>(Func<Task<T>> call, string permission, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (ProviderException)
        {
            throw;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable("timeout", exception);
        }
        catch (ApiException exception)
        {
            var failure = FromAnswer(exception, permission);
            if (failure.Error == ProviderError.Throttled)
            {
                MailDiagnostics.Throttled(ProviderKind.Microsoft365);
            }

            throw failure;
        }
        catch (AuthenticationFailedException exception)
        {
            throw FromSignIn(exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable("provider-unreachable", exception);
        }
        catch (HttpIOException exception)
        {
            throw Unavailable("connection-broken", exception);
        }
        catch (JsonException exception)
        {
            throw Unavailable("answer-unreadable", exception);
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            // The SDK's word for an answer that is no JSON: an error page of something between Graph and us.
            throw Unavailable("answer-unreadable", exception);
        }
    }

    private static ProviderException FromAnswer(ApiException exception, string permission)
    {
        var code = (exception as ODataError)?.Error?.Code ?? "";
        var wait = RetryAfter(exception);
        return exception.ResponseStatusCode switch
        {
            (int)HttpStatusCode.Unauthorized => new(ProviderError.SignIn, new Reason(TokenRefused), exception),
            (int)HttpStatusCode.Forbidden when code.Equals("ErrorSendAsDenied", StringComparison.OrdinalIgnoreCase) =>
                new(ProviderError.Refused, new Reason("send-as-refused"), exception),
            (int)HttpStatusCode.Forbidden =>
                new(ProviderError.PermissionMissing, new Reason("permission-missing", "permission", permission), exception),
            (int)HttpStatusCode.NotFound => NotFound(code, exception),
            (int)HttpStatusCode.Gone => new(ProviderError.CursorLost, new Reason("cursor-lost"), exception),
            (int)HttpStatusCode.TooManyRequests =>
                new(ProviderError.Throttled, new Reason("throttled"), exception, wait ?? TimeSpan.FromSeconds(10)),
            (int)HttpStatusCode.RequestTimeout => Unavailable("timeout", exception),
            >= 500 => new(ProviderError.Unavailable, Status("provider-unavailable", exception), exception, wait),
            _ when IsCursorLost(code) => new(ProviderError.CursorLost, new Reason("cursor-lost"), exception),
            >= 400 => new(ProviderError.Refused, Status("provider-refused", exception), exception),
            _ => new(ProviderError.Unexpected, Status("answer-unreadable", exception), exception),
        };
    }

    private static bool IsCursorLost(string code) =>
        code.Equals("syncStateNotFound", StringComparison.OrdinalIgnoreCase)
        || code.Equals("resyncRequired", StringComparison.OrdinalIgnoreCase)
        || code.Equals("syncStateInvalid", StringComparison.OrdinalIgnoreCase);

    private static ProviderException NotFound(string code, Exception exception)
    {
        if (IsCursorLost(code))
        {
            return new(ProviderError.CursorLost, new Reason("cursor-lost"), exception);
        }

        return code is "ErrorInvalidUser" or "MailboxNotEnabledForRESTAPI" or "Request_ResourceNotFound" or "ResourceNotFound"
            or "MailboxNotFound" or "ErrorMailboxMoveInProgress"
            ? new(ProviderError.MailboxNotFound, new Reason("mailbox-gone"), exception)
            : new(ProviderError.MessageNotFound, new Reason("gone-at-provider"), exception);
    }

    private static ProviderException FromSignIn(AuthenticationFailedException exception)
    {
        var isUnreachable = false;
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (EntraCode().Match(inner.Message) is { Success: true, Value: var code })
            {
                var reason = SignInCodes.TryGetValue(code, out var known)
                    ? new Reason(known)
                    : new Reason("sign-in-failed", "error", code);
                return new ProviderException(ProviderError.SignIn, reason, exception);
            }

            isUnreachable |= inner is HttpRequestException or IOException or Azure.RequestFailedException { Status: 0 or >= 500 };
        }

        if (isUnreachable)
        {
            return Unavailable("provider-unreachable", exception);
        }

        return new ProviderException(ProviderError.SignIn, new Reason("sign-in-failed", "error", "unknown"), exception);
    }

    private static ProviderException Unavailable(string code, Exception exception) =>
        new(ProviderError.Unavailable, new Reason(code), exception);

    private static Reason Status(string code, ApiException exception) =>
        new(code, "status", exception.ResponseStatusCode.ToString(CultureInfo.InvariantCulture));

    /// <summary>Seconds or an HTTP date (RFC 9110 10.2.3); the date is compared with the answer's own Date field, so that
    /// a wrong clock here does not matter.</summary>
    private static TimeSpan? RetryAfter(ApiException exception)
    {
        if (First(exception, "Retry-After") is not { } value)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return ParseDate(value) is { } until && ParseDate(First(exception, "Date")) is { } now && until > now
            ? until - now
            : TimeSpan.FromSeconds(10);
    }

    private static DateTimeOffset? ParseDate(string? value) =>
        DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;

    private static string? First(ApiException exception, string header) => exception.ResponseHeaders?
        .FirstOrDefault(h => h.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();

    [GeneratedRegex(@"AADSTS\d+", RegexOptions.NonBacktracking)]
    private static partial Regex EntraCode();
}
