namespace MailIntegration.Tests.Hosted;

/// <summary>A test with a real Postfix; left out where it is not installed, or may not be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !File.Exists("/usr/sbin/postfix") || !File.Exists("/usr/bin/curl"))
        {
            Skip = "Needs Postfix and curl on Linux, as root (Debian: apt-get install postfix).";
        }
    }
}
