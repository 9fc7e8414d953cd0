using MailIntegration.Embedded.Hosting;
using Microsoft.Extensions.Configuration;

namespace MailIntegration.Tests.Embedded;

public sealed class EmbeddedOptionsTests
{
    [Fact]
    public void Read_NothingSaid_ListensOnLoopbackOnly()
    {
        var options = Read();
        Assert.Equal("http://127.0.0.1:5080", options.Urls);
        Assert.Empty(options.OpenUrls);
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "App_Data"), options.DataFolder);
    }

    [Theory]
    [InlineData("http://localhost:5000;https://[::1]:5001", 0)]
    [InlineData("http://127.0.0.1:5000;http://0.0.0.0:5000", 1)]
    [InlineData("http://*:5000", 1)]
    [InlineData("http://mail.example:80", 1)]
    public void OpenUrls_OtherMachinesCanReachThem_AreNamed(string urls, int open) =>
        Assert.Equal(open, Read("--urls", urls).OpenUrls.Count);

    [Fact]
    public void Read_FlagsWithoutValue_AreOn()
    {
        var options = Read("--sample", "--open", "--sandbox", "http://127.0.0.1:5180/");
        Assert.True(options is { Sample: true, Open: true });
        Assert.Equal(5180, options.Sandbox!.Port);
    }

    [Theory]
    [InlineData("--sandbox", "nonsense")]
    [InlineData("--sandbox", "file:///etc/passwd")]
    [InlineData("--public-url", "mail.example")]
    [InlineData("--sample=perhaps", "--open")]
    public void Read_ValueThatMakesNoSense_SaysWhich(params string[] args) =>
        Assert.Contains(args[0].Split('=')[0], Assert.Throws<StartException>(() => Read(args)).Message, StringComparison.Ordinal);

    private static EmbeddedOptions Read(params string[] args) =>
        EmbeddedOptions.Read(new ConfigurationBuilder().AddCommandLine(EmbeddedOptions.Normalize(args)).Build());
}
