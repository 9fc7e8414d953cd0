using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Writing;
using OrchardCore.MailIntegration.Mime;

namespace OrchardCore.MailIntegration.Tests.Mime;

/// <summary>What we send is read back as it was written, whichever codec wrote it and whichever reads it.</summary>
public sealed class MimeKitComposerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mail-compose-");
    private readonly FileBlobStore _blobs;

    public MimeKitComposerTests()
    {
        _blobs = new FileBlobStore(_folder.FullName);
    }

    [Fact]
    public async Task Compose_BuiltInCodec_MimeKitReadsItBack() =>
        await new ComposedMails(_blobs, new MimeCodec(), new MimeKitCodec()).AssertRoundTripsAsync(100);

    [Fact]
    public async Task Compose_MimeKit_ReadsItBack() =>
        await new ComposedMails(_blobs, new MimeKitCodec(), new MimeKitCodec()).AssertRoundTripsAsync(100);

    [Fact]
    public async Task Compose_MimeKit_BuiltInCodecReadsItBack() =>
        await new ComposedMails(_blobs, new MimeKitCodec(), new MimeCodec()).AssertRoundTripsAsync(100);

    public void Dispose()
    {
        _blobs.Dispose();
        _folder.Delete(recursive: true);
    }
}
