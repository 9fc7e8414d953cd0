using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Security;

namespace OrchardCore.MailIntegration.Tests.Support;

internal static class TestRoles
{
    /// <summary>Makes a role, or gives an existing one these permissions besides.</summary>
    public static async Task AddAsync(IServiceProvider services, string name, params string[] permissions)
    {
        var roles = services.GetRequiredService<RoleManager<IRole>>();
        var role = (Role?)await roles.FindByNameAsync(name);
        var isNew = role is null;
        role ??= new Role { RoleName = name };
        foreach (var permission in permissions)
        {
            role.RoleClaims.Add(RoleClaim.Create(permission));
        }

        var result = isNew ? await roles.CreateAsync(role) : await roles.UpdateAsync(role);
        Assert.True(result.Succeeded, name);
    }
}
