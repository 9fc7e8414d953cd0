using MailIntegration.Embedded.Hosting;

try
{
    await using var app = EmbeddedHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (StartException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync(exception.Message + " Choose another with --urls http://127.0.0.1:<port>.");
    return 2;
}
