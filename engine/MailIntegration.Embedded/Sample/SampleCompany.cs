using MailIntegration.Embedded.People;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Embedded.Sample;

/// <summary>The invented company whose mail the sandbox holds.</summary>
internal static class SampleCompany
{
    public const string ChannelName = "Fietskompas";

    /// <summary>The sandbox's tenant and application; neither exists at Microsoft.</summary>
    public const string TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642";
    public const string ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61";
    public const string Secret = "sandbox-secret-not-for-production";

    /// <summary>The sandbox's OAuth client, for single Gmail accounts.</summary>
    public const string GoogleClientId = "314159265358-sandbox.apps.googleusercontent.com";
    public const string GoogleSecret = "sandbox-google-secret";

    public static TeamFile Team { get; } = new()
    {
        Members =
        [
            Member("anna", "Anna de Wit", 2014, manager: true, "Administratie"),
            Member("joost", "Joost Verhagen", 2016, manager: false, "Werkplaats"),
            Member("lena", "Lena Brinkmann", 2018, manager: false, "Verkoop"),
            Member("sam", "Sam Willems", 2024, manager: false, "Werkplaats", "Verkoop"),
        ],
        Teams = [new TeamFileTeam("service", "Service", ["joost", "lena"])],
    };

    /// <summary>One mailbox of each kind of link.</summary>
    public static IReadOnlyList<(string Email, AddressLink Link)> Addresses { get; } =
    [
        ("info@fietskompas.example", new AddressLink(LinkKind.Member, "anna")),
        ("sales@fietskompas.example", new AddressLink(LinkKind.Role, "Verkoop")),
        ("support@fietskompas.example", new AddressLink(LinkKind.ProcessTeam, "service")),
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

    private static TeamFileMember Member(string id, string name, int since, bool manager, params string[] roles) => new(
        id, name, id + "@fietskompas.example", roles, manager, new DateTimeOffset(since, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
