using MailIntegration.Engine.Channels;
using OrchardCore.Modules;

namespace SampleSite;

/// <summary>The invented company whose mail the sandbox holds. Neither its tenant nor its application exists at Microsoft.</summary>
internal static class SampleCompany
{
    public const string ChannelName = "Fietskompas";
    public const string TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642";
    public const string ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61";
    public const string Secret = "sandbox-secret-not-for-production";

    /// <summary>The sandbox's OAuth client, for single Gmail accounts.</summary>
    public const string GoogleClientId = "314159265358-sandbox.apps.googleusercontent.com";
    public const string GoogleSecret = "sandbox-google-secret";
    public const string Team = "Service";

    public static IReadOnlyList<SampleUser> Users { get; } =
    [
        new("anna", "Management"),
        new("joost", "Werkplaats"),
        new("lena", "Verkoop"),
        new("sam", "Werkplaats", "Verkoop"),
    ];

    public static IReadOnlyList<string> TeamMembers { get; } = ["joost", "lena"];

    /// <summary>One mailbox of each kind of link; the target is a user's name, a role or a team's name.</summary>
    public static IReadOnlyList<(string Email, LinkKind Kind, string Target)> Addresses { get; } =
    [
        ("info@fietskompas.example", LinkKind.Member, "anna"),
        ("sales@fietskompas.example", LinkKind.Role, "Verkoop"),
        ("support@fietskompas.example", LinkKind.ProcessTeam, Team),
    ];

    /// <summary>At this address strangers wait; the others write to it often.</summary>
    public const string Guarded = "support@fietskompas.example";

    public static IReadOnlyList<string> CreateContactsFor { get; } =
    [
        "aagje@postbode.example", "bram.kuipers@postbode.example", "p.bosman@postbode.example", "theo.rutten@postbode.example",
        "bloemenvanlotte.example", "briefkasten.example", "canalcargo.example", "canalmail.example", "customer.example",
        "darrajat.example", "familiehendriks.example", "kurierkollektiv-spree.example", "thamespedal.example",
        "tweewielers-lammers.example",
    ];

    public static IServiceCollection AddSampleCompany(this IServiceCollection services)
    {
        services.AddSingleton<SampleSetup>();
        services.AddScoped<IModularTenantEvents, SampleEvents>();
        return services;
    }
}

/// <summary>A member of the sample company.</summary>
internal sealed record SampleUser(string Name, params string[] Roles);
