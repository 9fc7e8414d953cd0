using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>What every blob store must do.</summary>
public abstract class BlobStoreConformance : IAsyncLifetime
{
    protected IBlobStore Store { get; private set; } = null!;

    /// <summary>An empty store.</summary>
    protected abstract Task<IBlobStore> CreateAsync();

    public async Task InitializeAsync() => Store = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(1_000_003)]
    public async Task Write_Content_ComesBackUnderItsHash(int size)
    {
        var content = Content(size);

        var blob = await WriteAsync(content);
        await Store.FlushAsync(CancellationToken.None);

        Assert.Equal(new BlobInfo(Convert.ToHexStringLower(SHA256.HashData(content)), size), blob);
        Assert.Equal(content, await ReadAsync(blob.Name));
    }

    [Fact]
    public async Task Open_Stream_IsSeekable()
    {
        var blob = await WriteAsync("0123456789"u8.ToArray());

        await using var stream = await Store.OpenAsync(blob.Name, CancellationToken.None);
        stream!.Seek(7, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);

        Assert.Equal("789", await reader.ReadToEndAsync());
        Assert.Equal(10, stream.Length);
    }

    [Fact]
    public async Task Write_SameContentTwiceAndAtOnce_IsOneBlob()
    {
        var content = Content(50_000);

        var blobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(content)));
        await Store.FlushAsync(CancellationToken.None);

        Assert.Single(blobs.Distinct());
        Assert.Equal(content, await ReadAsync(blobs[0].Name));
        await Store.DeleteAsync(blobs[0].Name, CancellationToken.None);
        Assert.Null(await Store.OpenAsync(blobs[0].Name, CancellationToken.None));
        Assert.Equal(blobs[0], await WriteAsync(content));
        Assert.Equal(content, await ReadAsync(blobs[0].Name));
    }

    [Fact]
    public async Task Write_LargerThanAllowed_KeepsNothing()
    {
        var content = Content(300_000);

        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.WriteAsync(new MemoryStream(content), 299_999, CancellationToken.None));

        Assert.Null(await Store.OpenAsync(Convert.ToHexStringLower(SHA256.HashData(content)), CancellationToken.None));
        Assert.Equal(300_000, (await Store.WriteAsync(new MemoryStream(content), 300_000, CancellationToken.None)).Size);
    }

    [Fact]
    public async Task Write_SourceFailsHalfWay_KeepsNothing()
    {
        var content = Content(400_000);
        await using var source = new BrokenStream(content, breaksAt: 200_000);

        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(source, long.MaxValue, CancellationToken.None));

        Assert.Null(await Store.OpenAsync(Convert.ToHexStringLower(SHA256.HashData(content)), CancellationToken.None));
        Assert.Null(await Store.OpenAsync(Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(0, 200_000))), CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../mail.db")]
    [InlineData("/etc/passwd")]
    [InlineData("aa/../../../../../../../../../../../../../../../../../../../../../../etc")]
    [InlineData("ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Open_NameThatIsNoBlob_IsNull(string name)
    {
        Assert.Null(await Store.OpenAsync(name, CancellationToken.None));
        await Store.DeleteAsync(name, CancellationToken.None);
    }

    [Fact]
    public async Task Write_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(new MemoryStream([1]), 10, cancelled.Token));
    }

    protected Task<BlobInfo> WriteAsync(byte[] content) =>
        Store.WriteAsync(new MemoryStream(content), long.MaxValue, CancellationToken.None);

    protected static byte[] Content(int size) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (size / 7) + 1).Select(i => $"{i:D7}")))[..size];

    private async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await Store.OpenAsync(name, CancellationToken.None);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>A connection that breaks.</summary>
    private sealed class BrokenStream(byte[] content, int breaksAt) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < breaksAt
                ? base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, breaksAt - Position)], cancellationToken)
                : throw new IOException("The connection broke.");
    }
}
