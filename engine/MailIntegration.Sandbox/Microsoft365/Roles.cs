namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Application permissions per kind of request, least first (permission tables of the Graph reference).</summary>
internal static class Roles
{
    public static readonly string[] ReadBasic = ["Mail.ReadBasic.All", "Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"];
    public static readonly string[] Read = ["Mail.Read", "Mail.ReadWrite"];
    public static readonly string[] ReadWrite = ["Mail.ReadWrite"];
    public static readonly string[] Send = ["Mail.Send"];
    public static readonly string[] Users = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"];
    public static readonly string[] Organisation = ["Organization.Read.All", "Directory.Read.All", "User.Read.All"];
    public static readonly string[] None = [];

    /// <summary>True when the token may see headers only.</summary>
    public static bool BasicOnly(GraphRequest request) => !Read.Any(role => request.Token.Roles.Contains(role));
}
