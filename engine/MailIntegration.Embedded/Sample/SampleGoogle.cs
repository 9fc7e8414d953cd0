using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Embedded.Sample;

/// <summary>
/// The sample company's Google side: a Workspace domain with one mailbox, and the account that a member linked for himself. Only
/// beside a sandbox that keeps keys and sign-ins from run to run; without that they would be refused after the next start.
/// </summary>
internal static class SampleGoogle
{
    private const string ChannelName = "Fietskompas (Google)";
    private const string Domain = "fietskompas.example";
    private const string Mailbox = "invoices@" + Domain;
    private const string Account = "joost@" + Domain;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="manager">Id of the member who reads the mailbox.</param>
    /// <param name="owner">Id of the member whose account is linked.</param>
    /// <returns>What went wrong first; null when all is there, or the sandbox keeps nothing.</returns>
    public static async Task<Reason?> AddAsync(
        IServiceProvider services, Uri sandbox, string manager, string owner, CancellationToken cancellationToken)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = sandbox, Timeout = Patience };
        try
        {
            var about = await http.GetFromJsonAsync<JsonObject>("_sandbox", cancellationToken);
            return (bool?)about?["keeps"] is not true
                ? null
                : await AddWorkspaceAsync(services, http, manager, cancellationToken) ?? await LinkAsync(services, http, owner, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return new Reason("provider-unreachable");
        }
    }

    private static async Task<Reason?> AddWorkspaceAsync(
        IServiceProvider services, HttpClient http, string manager, CancellationToken cancellationToken)
    {
        using var made = await http.PostAsync("_sandbox/google/service-accounts", null, cancellationToken);
        var key = await made.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        var added = await services.GetRequiredService<ChannelService>().AddGoogleAsync(
            ChannelName, new GoogleInput(key, Domain, "anna@" + Domain), cancellationToken);
        if (added.Value is not { } channel)
        {
            return added.Errors.First;
        }

        var address = await services.GetRequiredService<AddressService>().ActivateAsync(
            new AddressActivation(channel.Id, Mailbox, [new AddressLink(LinkKind.Member, manager)]), cancellationToken);
        return address.Errors.First;
    }

    /// <summary>Signs in and agrees on the sandbox's own page, as the member would.</summary>
    private static async Task<Reason?> LinkAsync(
        IServiceProvider services, HttpClient http, string owner, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(owner, cancellationToken) is not { } rights)
        {
            return new Reason("forbidden");
        }

        var signIn = services.GetRequiredService<AccountSignIn>();
        var page = await signIn.StartAsync(
            new AccountSignInRequest(rights, ProviderKind.Gmail, null, IsOwn: true, new Uri("http://127.0.0.1/account")), cancellationToken);
        if (page.Value is not { } address)
        {
            return page.Errors.First;
        }

        using var choice = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("choice", "accept"), KeyValuePair.Create("account", Account), KeyValuePair.Create("scope", GoogleScopes.Mail),
        ]);
        using var answer = await http.PostAsync(address, choice, cancellationToken);
        var query = QueryHelpers.ParseQuery(answer.Headers.Location?.Query);
        var linked = await signIn.FinishAsync(
            new AccountSignInAnswer(query.GetValueOrDefault("state"), query.GetValueOrDefault("code"), query.GetValueOrDefault("error"), null),
            rights,
            cancellationToken);
        return linked.Errors.First;
    }
}
