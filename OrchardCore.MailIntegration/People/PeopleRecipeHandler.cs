using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.Recipes.Events;
using OrchardCore.Recipes.Models;

namespace OrchardCore.MailIntegration.People;

/// <summary>
/// Recipes and imports write users past the events of users, and what comes after them in the same recipe already asks for these
/// people. The handler belongs to the scope of the whole recipe, which must not write while a step does: it waits for the step's commit.
/// </summary>
public sealed class PeopleRecipeHandler : IRecipeEventHandler
{
    public Task RecipeStepExecutedAsync(RecipeExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (string.Equals(context.Name, "Users", StringComparison.OrdinalIgnoreCase)
            || string.Equals(context.Name, "Roles", StringComparison.OrdinalIgnoreCase))
        {
            ShellScope.AddDeferredTask(scope => scope.ServiceProvider.GetRequiredService<PeopleStamp>().ChangedAsync());
        }

        return Task.CompletedTask;
    }

    public Task RecipeExecutingAsync(string executionId, RecipeDescriptor descriptor) => Task.CompletedTask;

    public Task RecipeStepExecutingAsync(RecipeExecutionContext context) => Task.CompletedTask;

    public Task RecipeExecutedAsync(string executionId, RecipeDescriptor descriptor) => Task.CompletedTask;

    public Task ExecutionFailedAsync(string executionId, RecipeDescriptor descriptor) => Task.CompletedTask;
}
