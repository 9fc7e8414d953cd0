using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox;

/// <summary>Makes the state that the options describe.</summary>
internal static class StateBuilder
{
    public static async Task<SandboxState> BuildAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var state = new SandboxState(options, options.Codec ?? new MimeCodec());
        var tree = options.MailFolder is { } folder ? new MailTree(folder) : null;
        var company = tree is null ? new CompanyFile() : await tree.ReadCompanyAsync(cancellationToken);
        var organisation = state.AddTenant(OrganisationBuilder.Build(company, tree?.Addresses ?? []));
        AddApps(state, organisation, company);
        if (tree is not null)
        {
            await tree.LoadAsync(organisation, options.ShiftDates ? state.Clock.GetUtcNow() : null, cancellationToken);
        }

        foreach (var big in options.BigMailboxes)
        {
            Fill(state, big);
        }

        if (options.KeepFile is { } keep)
        {
            new KeptState(state, keep).Begin();
        }

        foreach (var scenario in options.Scenarios)
        {
            ScenarioCatalogue.Apply(state, scenario);
        }

        return state;
    }

    /// <summary>Fills an inbox; the owner is hired when nobody has the address.</summary>
    public static void Fill(SandboxState state, BigMailbox big)
    {
        var mailbox = state.FindMailbox(big.Address) ?? state.Tenants[0].Add(OrganisationBuilder.User(big.Address, isAdmin: false)).Mailbox!;
        new MailGenerator(big.Address, state.Clock.GetUtcNow().AddMinutes(-1), state.Options.Seed).Fill(mailbox, mailbox.Inbox, big.Count);
    }

    private static void AddApps(SandboxState state, Organisation organisation, CompanyFile company)
    {
        var apps = company.Apps.Count > 0
            ? company.Apps
            : [new CompanyApp(AppRegistration.DefaultClientId, null, AppRegistration.DefaultSecret, null, null, null, null)];
        foreach (var app in apps)
        {
            var registration = state.Apps[app.ClientId] = new AppRegistration
            {
                ClientId = app.ClientId,
                DisplayName = app.DisplayName ?? "Mail Integration",
                Secrets = app.Secret is null ? [] : [new ClientSecret(app.Secret, app.SecretExpires ?? DateTimeOffset.MaxValue)],
                Roles = app.Roles ?? AppRegistration.DefaultRoles,
                RedirectUris = app.RedirectUris ?? [],
            };
            if (app.Consented is true || state.Options.Consented)
            {
                state.Consent(organisation, registration);
            }
        }
    }
}
