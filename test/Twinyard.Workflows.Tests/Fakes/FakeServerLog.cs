using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>Keeps what the server logs as a warning or an error, and tells when it does.</summary>
internal sealed class FakeServerLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _logged = new();

    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Completes when an entry of that event id was written.</summary>
    public Task LoggedAsync(int eventId) => Entry(eventId).Task;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue(formatter(state, exception));
        Entry(eventId.Id).TrySetResult();
    }

    public void Dispose()
    {
    }

    private TaskCompletionSource Entry(int eventId) => _logged.GetOrAdd(eventId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
