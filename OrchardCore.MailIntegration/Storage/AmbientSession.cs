using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell.Scope;
using YesSql;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// The session of the request or workflow that calls the store. SQLite has one writer: what that session has written and
/// not yet committed would keep the store waiting for its own caller, until the database gives up after 30 seconds. So it
/// is committed first. Other databases lock rows, and there it is left alone.
/// </summary>
internal static class AmbientSession
{
    public static Task CommitAsync(DatabaseKind kind, CancellationToken cancellationToken)
    {
        if (kind != DatabaseKind.Sqlite || ShellScope.Current is not { } scope)
        {
            return Task.CompletedTask;
        }

        var session = scope.ServiceProvider.GetService<ISession>();
        return session?.CurrentTransaction is null ? Task.CompletedTask : session.SaveChangesAsync(cancellationToken);
    }
}
