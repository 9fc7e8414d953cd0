using SampleSite;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddOrchardCms()
    .AddSetupFeatures("OrchardCore.AutoSetup")
    .ConfigureServices((services, provider) => services.AddSampleCompany(provider));

var app = builder.Build();
app.UseOrchardCore();
await app.RunAsync();
