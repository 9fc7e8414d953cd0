using SampleSite;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddOrchardCms()
    .AddSetupFeatures("OrchardCore.AutoSetup")
    .ConfigureServices(services => services.AddSampleCompany());

var app = builder.Build();
app.UseOrchardCore();
await app.RunAsync();
