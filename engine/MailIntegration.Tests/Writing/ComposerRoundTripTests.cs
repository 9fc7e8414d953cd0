using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Writing;

/// <summary>What we send is read back as it was written, by every codec (property test).</summary>
public sealed class ComposerRoundTripTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mail-compose-");
    private readonly FileBlobStore _blobs;

    public ComposerRoundTripTests()
    {
        _blobs = new FileBlobStore(_folder.FullName);
    }

    [Fact]
    public async Task Compose_RandomDrafts_AreReadBackIdentically() =>
        await new ComposedMails(_blobs, new MimeCodec(), new MimeCodec()).AssertRoundTripsAsync(200);

    public void Dispose()
    {
        _blobs.Dispose();
        _folder.Delete(recursive: true);
    }
}
