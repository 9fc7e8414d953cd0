namespace MailIntegration.Engine.Providers.Google;

/// <summary>Quota units per call, for projects made since 2026-05-01 (developers.google.com/workspace/gmail/api/reference/quota).</summary>
internal static class GmailPrices
{
    public const int Profile = 1;
    public const int Label = 1;
    public const int History = 2;
    public const int List = 5;
    public const int Modify = 5;
    public const int Get = 20;
    public const int Draft = 10;
    public const int Send = 100;
    public const int Watch = 100;
    public const int Stop = 50;
    public const int SendAs = 1;
}
