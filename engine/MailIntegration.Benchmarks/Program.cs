using System.Globalization;
using MailIntegration.Benchmarks;

// Usage: dotnet run -c Release --project engine/MailIntegration.Benchmarks -- [codec|storage|sync|list|journal|memory|all]
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
switch (args)
{
    case ["sandbox-child", var mails]:
        return await SandboxProcess.RunChildAsync(int.Parse(mails, CultureInfo.InvariantCulture), stop.Token);
    case ["sync-child", var folder, var sandbox, var tenant, var client, var secret, var address]:
        return await EngineProcess.RunChildAsync(
            folder, new Uri(sandbox), new SandboxAccount(tenant, client, secret, address), days: 3650, stop.Token);
    case ["send-child", var folder, var sandbox]:
        return await EngineProcess.RunOutboxAsync(folder, new Uri(sandbox), stop.Token);
    case ["codec-memory", var file]:
        return await CodecMemory.RunAsync(file);
    default:
        return await BenchmarkRun.RunAsync(args, Console.Out, stop.Token);
}
