using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Google;

/// <summary>Google as an issuer of OpenID Connect tokens: its key, and what it signs.</summary>
public sealed class GoogleIdentity
{
    public const string Issuer = "https://accounts.google.com";

    private RSA _key = RSA.Create(2048);
    private string _keyId = NewKeyId();

    /// <summary>Signs with a new key from now on; the old one is published no more.</summary>
    public void RotateKey()
    {
        _key = RSA.Create(2048);
        _keyId = NewKeyId();
    }

    /// <summary>A token as Pub/Sub sends it with a push (cloud.google.com/pubsub/docs/authenticate-push-subscriptions).</summary>
    /// <param name="change">Spoils the claims, for tests.</param>
    /// <param name="key">Signs instead of Google's, for tests.</param>
    public string Sign(string audience, string email, DateTimeOffset now, Action<JsonObject>? change = null, RSA? key = null)
    {
        var claims = new JsonObject
        {
            ["aud"] = audience,
            ["azp"] = "113774264463038321964",
            ["email"] = email,
            ["email_verified"] = true,
            ["sub"] = "113774264463038321964",
            ["iss"] = Issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 3600,
        };
        change?.Invoke(claims);
        var signed = Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = _keyId, ["typ"] = "JWT" }) + "." + Encode(claims);
        var signature = (key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    internal JsonObject KeySet()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA", ["alg"] = "RS256", ["use"] = "sig", ["kid"] = _keyId,
                ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            }),
        };
    }

    private static string NewKeyId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
