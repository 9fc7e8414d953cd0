using System.Security.Cryptography.X509Certificates;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>An application registered in Entra.</summary>
public sealed class AppRegistration
{
    public const string DefaultClientId = "5a0db0c5-0000-4000-8000-000000000001";
    public const string DefaultSecret = "sandbox-secret";

    public static readonly IReadOnlyList<string> DefaultRoles = ["Mail.ReadWrite", "Mail.Send", "User.Read.All"];

    public required string ClientId { get; init; }

    public string DisplayName { get; init; } = "Mail Integration";

    /// <summary>Valid client secrets.</summary>
    public IReadOnlyList<ClientSecret> Secrets { get; set; } = [];

    /// <summary>Public certificates that sign client assertions.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; set; } = [];

    /// <summary>Application permissions that <c>.default</c> stands for.</summary>
    public IReadOnlyList<string> Roles { get; set; } = DefaultRoles;

    /// <summary>Where consent may return to. Empty: any loopback address, which real registrations do not allow.</summary>
    public IReadOnlyList<string> RedirectUris { get; set; } = [];
}

public sealed record ClientSecret(string Value, DateTimeOffset Expires);
