using MailIntegration.Benchmarks;

if (args is ["codec-memory", var file])
{
    return await CodecMemory.RunAsync(file);
}

if (args is ["codec", ..])
{
    await CodecBenchmark.RunAsync(args.Length > 1 ? args[1] : null, Console.Out, CancellationToken.None);
}

return 0;
