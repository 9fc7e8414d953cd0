namespace MailIntegration.Engine;

/// <summary>Makes ids: 32 hex digits that rise with time, so that indexes grow at their end (RFC 9562, version 7).</summary>
public static class Ids
{
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
}
