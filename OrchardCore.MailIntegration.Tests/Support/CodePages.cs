using System.Runtime.CompilerServices;
using System.Text;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>MimeKit looks once, at its first use in a process, which charsets .NET has.</summary>
internal static class CodePages
{
    [ModuleInitializer]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
