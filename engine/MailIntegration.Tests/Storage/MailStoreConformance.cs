using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>What every mail store must do. A store's tests derive from it and say how a store is made.</summary>
public abstract partial class MailStoreConformance : IAsyncLifetime
{
    protected IMailStore Store { get; private set; } = null!;

    /// <summary>An empty store.</summary>
    protected abstract Task<IMailStore> CreateAsync();

    public async Task InitializeAsync() => Store = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    protected async Task ApplyAsync(params MailChanges[] changes)
    {
        foreach (var change in changes)
        {
            Assert.Equal(ApplyResult.Applied, await Store.ApplyAsync(change, CancellationToken.None));
        }
    }

    protected async Task<string[]> ListAsync(EmailListQuery query)
    {
        var page = await Store.ListAsync(query, CancellationToken.None);
        return page.Rows.Select(r => r.ConversationId).ToArray();
    }

    protected async Task<ConversationRow> RowAsync(EmailListQuery query) =>
        Assert.Single((await Store.ListAsync(query, CancellationToken.None)).Rows);
}
