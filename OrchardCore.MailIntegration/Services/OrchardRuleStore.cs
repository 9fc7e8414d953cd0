using MailIntegration.Engine.Automation.Rules;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Entities;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.Settings;
using YesSql;

namespace OrchardCore.MailIntegration.Services;

/// <summary>Keeps the rules among the site's settings.</summary>
internal sealed class OrchardRuleStore : IRuleStore
{
    private readonly TenantScopes _scopes;
    private readonly MailDatabase _database;

    public OrchardRuleStore(TenantScopes scopes, MailDatabase database)
    {
        _scopes = scopes;
        _database = database;
    }

    public Task<RuleBook> GetAsync(CancellationToken cancellationToken) => _scopes.UsingAsync(async services =>
    {
        var settings = await services.GetRequiredService<ISiteService>().GetSettingsAsync<MailRulesSettings>();
        return new RuleBook(RuleJson.Read(settings.Rules), settings.Version);
    });

    public async Task<bool> SaveAsync(RuleBook book, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(book);
        await AmbientSession.CommitAsync(_database.Sql.Kind, cancellationToken);
        try
        {
            return await _scopes.UsingAsync(async services =>
            {
                var sites = services.GetRequiredService<ISiteService>();
                var site = await sites.LoadSiteSettingsAsync();
                if (site.GetOrCreate<MailRulesSettings>().Version != book.Version)
                {
                    return false;
                }

                site.Put(new MailRulesSettings { Version = book.Version + 1, Rules = RuleJson.Write(book.Rules) });
                await sites.UpdateSiteSettingsAsync(site);
                return true;
            });
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }
}
