using Microsoft.Extensions.Time.Testing;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Tests.Processes;

public sealed class LogPumpTests
{
    [Fact]
    public async Task Write_OneLine_GoesOutWhenItHasWaitedLongEnough()
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource();
        var logs = new FakeLogs { OnAppend = () => { arrived.TrySetResult(); return Task.CompletedTask; } };
        await using var pump = new LogPump(logs, "s", "", null, time);

        await pump.WriteAsync("stdout", "one");
        while (!arrived.Task.IsCompleted)
        {
            time.Advance(LogPump.LongestWait);
            await Task.Yield();
        }

        await pump.DisposeAsync();
        logs.Lines.Single().Line.Text.ShouldBe("one");
    }

    [Fact]
    public async Task Write_LogIsSlow_MakesTheWriterWait()
    {
        var release = new TaskCompletionSource();
        var logs = new FakeLogs { OnAppend = () => release.Task };
        await using var pump = new LogPump(logs, "s", "", null, TimeProvider.System);

        var written = 0;
        ValueTask write;
        do
        {
            write = pump.WriteAsync("stdout", "line");
            written++;
        }
        while (write.IsCompletedSuccessfully && written < 100_000);

        written.ShouldBeLessThan(6 * LogPump.LargestBatch);
        release.SetResult();
        await write;
        await pump.DisposeAsync();
        logs.Lines.Count.ShouldBe(written);
    }

    [Fact]
    public async Task Write_LogFails_CountsTheLostLines()
    {
        var logs = new FakeLogs { OnAppend = () => throw new IOException("disk full") };
        var pump = new LogPump(logs, "s", "", null, TimeProvider.System);

        await pump.WriteAsync("stdout", "a");
        await pump.WriteAsync("stdout", "b");
        await pump.DisposeAsync();

        pump.Lost.Lines.ShouldBe(2);
        pump.Lost.Reason.ShouldBeOfType<IOException>();
    }
}
