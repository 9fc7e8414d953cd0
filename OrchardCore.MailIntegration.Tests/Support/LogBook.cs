using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>Keeps the errors that the host logs, so that a failing test can show them.</summary>
internal static class LogBook
{
    private static readonly ConcurrentQueue<string> Lines = new();

    public static ILoggerProvider Provider { get; } = new BookProvider();

    public static IReadOnlyList<string> Errors => [.. Lines];

    private sealed class BookProvider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Book(categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Book : ILogger
    {
        private readonly string _category;

        public Book(string category)
        {
            _category = category;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{_category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
