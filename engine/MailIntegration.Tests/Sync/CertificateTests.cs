using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers;

namespace MailIntegration.Tests.Sync;

/// <summary>Sign-in with a certificate instead of a secret (CH12), through the official library.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task Check_RegisteredCertificate_SignsIn()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        using var certificate = Create();
        fixture.Sandbox.State.Apps.First().Value.Certificates =
            [X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert))];

        await fixture.Provider.CheckAsync(await ContextAsync(fixture, certificate), default);
    }

    [Fact]
    public async Task Check_UnknownCertificate_IsNamed()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        using var certificate = Create();

        var exception = await Assert.ThrowsAsync<ProviderException>(
            async () => await fixture.Provider.CheckAsync(await ContextAsync(fixture, certificate), default));

        Assert.Equal((ProviderError.SignIn, "certificate-refused"), (exception.Error, exception.Reason.Code));
    }

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Mail Integration", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static async Task<ProviderContext> ContextAsync(SyncFixture fixture, X509Certificate2 certificate)
    {
        var setup = await fixture.Setup.GetAsync(default);
        return new ProviderContext(
            setup.Channels[0] with
            {
                Microsoft365 = setup.Channels[0].Microsoft365! with
                {
                    ClientId = fixture.Sandbox.State.Apps.First().Key,
                    ProtectedCertificate = Convert.ToBase64String(certificate.Export(X509ContentType.Pfx)),
                },
            },
            setup.Settings);
    }
}
