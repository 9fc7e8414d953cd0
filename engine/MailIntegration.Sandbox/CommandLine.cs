using System.Globalization;
using System.Text.Json;

namespace MailIntegration.Sandbox;

/// <summary>Runs a sandbox as its own process until Ctrl+C or the end of a termination signal.</summary>
internal static class CommandLine
{
    private const string Usage =
        """
        Usage: MailIntegration.Sandbox [--port 5180] [--mail <folder> | --story] [--no-shift] [--scenario a,b] [--big-mailbox address:count]
                                       [--seed n] [--no-limits] [--consented] [--keep <file>]
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        SandboxOptions options;
        try
        {
            options = Read(args);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            });
        return await RunAsync(options, stop.Token);
    }

    private static async Task<int> RunAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await SandboxServer.StartAsync(options, cancellationToken);
            Console.WriteLine(server.BaseAddress);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
            return 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or JsonException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <exception cref="FormatException">An argument is unknown or has no proper value.</exception>
    public static SandboxOptions Read(IReadOnlyList<string> args)
    {
        var options = new SandboxOptions { Port = 5180 };
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            options = args[i] switch
            {
                "--port" => options with { Port = Number(Value()) },
                "--mail" => options with { MailFolder = Value() },
                "--story" => options with { MailFolder = SandboxOptions.StoryFolder },
                "--no-shift" => options with { ShiftDates = false },
                "--scenario" => options with { Scenarios = [.. options.Scenarios, .. Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] },
                "--big-mailbox" => options with { BigMailboxes = [.. options.BigMailboxes, Big(Value())] },
                "--seed" => options with { Seed = Number(Value()) },
                "--no-limits" => options with { Limits = options.Limits with { Requests = int.MaxValue, ConcurrentRequests = int.MaxValue, SendsPerMinute = int.MaxValue, GmailUserUnits = int.MaxValue, GmailProjectUnits = int.MaxValue } },
                "--keep" => options with { KeepFile = Value() },
                "--consented" => options with { Consented = true },
                _ => throw new FormatException($"Unknown argument {args[i]}."),
            };
        }

        return options;
    }

    private static BigMailbox Big(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 ? new BigMailbox(text[..colon], Number(text[(colon + 1)..])) : throw new FormatException("--big-mailbox needs address:count.");
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is not a number.");
}
