using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MailIntegration.Engine.Storage;

/// <summary>Makes the names in a directory durable; .NET opens no directories. NTFS journals names by itself.</summary>
internal static class DurableDirectory
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The directory cannot be opened or the disk fails.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(path + "\0"), ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"Cannot open the directory: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }

        if (Sync(handle) != 0)
        {
            throw new IOException($"Cannot flush the directory: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(SafeFileHandle handle);
}
