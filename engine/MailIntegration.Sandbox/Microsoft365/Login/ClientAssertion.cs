using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>Checks the signed JWT by which an app proves that it has a certificate's private key (RFC 7523).</summary>
internal sealed class ClientAssertion
{
    private readonly ServerTime _time;

    public ClientAssertion(ServerTime time)
    {
        _time = time;
    }

    /// <param name="authority">Host and tenant of the token endpoint that was called.</param>
    /// <exception cref="LoginException">The assertion is not the app's, not for this endpoint, or not valid now.</exception>
    public void Check(AppRegistration app, string jwt, string authority)
    {
        var parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            throw new LoginException(50027, "invalid_client", "JWT token is invalid or malformed.", 401);
        }

        var header = Read(parts[0]);
        var claims = Read(parts[1]);
        var certificate = FindCertificate(app, header);
        if (!IsSigned(certificate, (string?)header["alg"], Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2])))
        {
            throw new LoginException(700027, "invalid_client", "Client assertion failed signature validation.", 401);
        }

        CheckClaims(app, claims, authority);
    }

    private void CheckClaims(AppRegistration app, JsonObject claims, string authority)
    {
        if (!Same((string?)claims["iss"], app.ClientId) || !Same((string?)claims["sub"], app.ClientId))
        {
            throw new LoginException(700021, "invalid_client", "Client assertion application identifier doesn't match 'client_id' parameter.", 401);
        }

        // The scheme is left out: a client that insists on https may reach the sandbox through a handler that speaks http.
        var audience = ((string?)claims["aud"] ?? "").Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal);
        if (audience != $"{authority}/oauth2/v2.0/token" && audience != $"{authority}/v2.0")
        {
            throw new LoginException(700023, "invalid_client", "Client assertion audience claim does not match Realm issuer.", 401);
        }

        var now = _time.Now.ToUnixTimeSeconds();
        if (Seconds(claims["exp"]) is not { } expires || expires <= now || Seconds(claims["nbf"]) > now + 300)
        {
            throw new LoginException(700024, "invalid_client", "Client assertion is not within its valid time range.", 401);
        }

        if (string.IsNullOrEmpty((string?)claims["jti"]))
        {
            throw new LoginException(50027, "invalid_client", "JWT token is invalid or malformed: the claim 'jti' is missing.", 401);
        }
    }

    /// <summary>MSAL writes times as texts, RFC 7519 wants numbers; Entra takes both.</summary>
    private static long? Seconds(JsonNode? node) =>
        long.TryParse(node?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static X509Certificate2 FindCertificate(AppRegistration app, JsonObject header)
    {
        var sha1 = (string?)header["x5t"];
        var sha256 = (string?)header["x5t#S256"];
        return app.Certificates.FirstOrDefault(certificate =>
                sha256 == Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256))
                || sha1 == Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA1)))
            ?? throw new LoginException(700027, "invalid_client", "The certificate with identifier used to sign the client assertion is not registered on application.", 401);
    }

    private static bool IsSigned(X509Certificate2 certificate, string? algorithm, byte[] data, byte[] signature)
    {
        using var key = certificate.GetRSAPublicKey();
        return algorithm switch
        {
            "RS256" => key?.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? false,
            "PS256" => key?.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) ?? false,
            _ => false,
        };
    }

    private static JsonObject Read(string part)
    {
        try
        {
            return JsonNode.Parse(Decode(part)) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            throw new LoginException(50027, "invalid_client", "JWT token is invalid or malformed.", 401);
        }
    }

    private static byte[] Decode(string part) => Base64Url.IsValid(part)
        ? Base64Url.DecodeFromChars(part)
        : throw new LoginException(50027, "invalid_client", "JWT token is invalid or malformed.", 401);

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
