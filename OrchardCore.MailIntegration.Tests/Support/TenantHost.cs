using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.BackgroundTasks;
using OrchardCore.Environment.Shell;
using OrchardCore.Users;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>A freshly set up tenant with our three features and a user of each kind; one per test class.</summary>
public sealed class TenantHost : IAsyncLifetime
{
    public const string Password = "Password01_";

    private WebApplication _application = null!;

    public string Name { get; } = "t" + Guid.NewGuid().ToString("n")[..12];

    /// <summary>People by the role they play; the key is the user's name.</summary>
    public static IReadOnlyDictionary<string, string[]> People { get; } = new Dictionary<string, string[]>
    {
        ["customer"] = [],
        ["editor"] = ["Editor"],
        ["member"] = ["Mail member"],
        ["manager"] = ["Mail manager"],
        ["admin"] = ["Administrator"],
    };

    public async Task InitializeAsync()
    {
        _application = await OrchardHost.GetAsync();
        using var client = _application.GetTestClient();
        await PostAsync(client, "api/tenants/create", new
        {
            Name,
            RequestUrlPrefix = Name,
            DatabaseProvider = "Sqlite",
            RecipeName = "Blank",
        });
        await PostAsync(client, "api/tenants/setup", new
        {
            Name,
            SiteName = "Test",
            DatabaseProvider = "Sqlite",
            RecipeName = "Blank",
            UserName = "admin",
            Email = "admin@example.org",
            Password,
        });
        await EnableAsync(
            MailConstants.Features.Core, MailConstants.Features.Microsoft365, MailConstants.Features.MailCentre);
        await UsingAsync(AddPeopleAsync);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A browser of the user; null is nobody.</summary>
    public HttpClient Client(string? user = null)
    {
        var client = new HttpClient(new CookieHandler(_application.GetTestServer().CreateHandler()))
        {
            BaseAddress = new Uri($"http://localhost/{Name}/"),
        };
        if (user is not null)
        {
            client.DefaultRequestHeaders.Add(TestUserMiddleware.Header, user);
        }

        return client;
    }

    /// <summary>Whoever reaches the server with all its tenants, without a cookie.</summary>
    public HttpClient ServerClient() => new(_application.GetTestServer().CreateHandler()) { BaseAddress = new Uri("http://localhost/") };

    /// <summary>A program that calls the site's APIs as the user.</summary>
    public HttpClient ApiClient(string user)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(TestBearer.Name, user);
        return client;
    }

    /// <summary>Does what a request of that user does; null is nobody.</summary>
    public Task UsingAsync(string? user, Func<IServiceProvider, Task> action) => UsingAsync(async services =>
    {
        if (user is not null)
        {
            var found = await services.GetRequiredService<IUserService>().GetUserAsync(user);
            services.GetRequiredService<IHttpContextAccessor>().HttpContext!.User =
                await services.GetRequiredService<IUserClaimsPrincipalFactory<IUser>>().CreateAsync(found!);
        }

        await action(services);
    });

    public async Task UsingAsync(Func<IServiceProvider, Task> action)
    {
        var accessor = _application.Services.GetRequiredService<IHttpContextAccessor>();
        var scope = await _application.Services.GetRequiredService<IShellHost>().GetScopeAsync(Name);
        accessor.HttpContext = scope.ShellContext.CreateHttpContext();
        try
        {
            await scope.UsingAsync(s => action(s.ServiceProvider));
        }
        finally
        {
            accessor.HttpContext = null;
        }
    }

    public async Task<T> UsingAsync<T>(Func<IServiceProvider, Task<T>> action)
    {
        T result = default!;
        await UsingAsync(async services =>
        {
            result = await action(services);
        });
        return result;
    }

    public Task EnableAsync(params string[] features) => UsingAsync(async services =>
    {
        var manager = services.GetRequiredService<IShellFeaturesManager>();
        await manager.EnableFeaturesAsync(
            (await manager.GetAvailableFeaturesAsync()).Where(f => features.Contains(f.Id)), force: true);
    });

    public Task DisableAsync(params string[] features) => UsingAsync(async services =>
    {
        var manager = services.GetRequiredService<IShellFeaturesManager>();
        await manager.DisableFeaturesAsync(
            (await manager.GetAvailableFeaturesAsync()).Where(f => features.Contains(f.Id)), force: true);
    });

    public Task<string> UserIdAsync(string name) => UsingAsync(async services =>
        ((User)(await services.GetRequiredService<IUserService>().GetUserAsync(name))!).UserId);

    private static async Task AddPeopleAsync(IServiceProvider services)
    {
        await TestRoles.AddAsync(services, "Mail member", "ViewLinkedMail", "LinkOwnMailAccount", "AccessAdminPanel");
        await TestRoles.AddAsync(services, "Mail manager", "ViewAllMail", "AccessAdminPanel");
        await TestRoles.AddAsync(
            services, "Editor", "AccessAdminPanel", "ViewContent", "EditContent", "PublishContent", "DeleteContent", "ListContent");
        var users = services.GetRequiredService<IUserService>();
        foreach (var (name, roles) in People.Where(p => p.Key != "admin"))
        {
            var user = new User { UserName = name, Email = name + "@example.org", EmailConfirmed = true, RoleNames = [.. roles] };
            await users.CreateUserAsync(user, Password, (field, message) => Assert.Fail($"{name}: {field} {message}"));
        }
    }

    private static async Task PostAsync(HttpClient client, string path, object body)
    {
        var response = await client.PostAsJsonAsync(path, body);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\n{string.Join('\n', LogBook.Errors)}");
    }
}
