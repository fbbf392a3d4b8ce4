namespace Twinyard.Chaos.Tests;

public sealed class ScriptedClockTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Move_InOneProcess_IsSeenThroughTheFile()
    {
        using var script = new ScriptedClock(_file);
        using var server = new ScriptedClock(_file);
        var before = server.GetUtcNow();

        script.Move(TimeSpan.FromDays(3));

        (server.GetUtcNow() - before).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(3));
    }

    [Fact]
    public void Move_Back_KeepsTheHighestThatItHasShown()
    {
        using var clock = new ScriptedClock(_file);
        var shown = clock.GetUtcNow();

        clock.Move(TimeSpan.FromDays(-1));

        clock.GetUtcNow().ShouldBeLessThan(shown);
        clock.Highest.ShouldBeGreaterThanOrEqualTo(shown);
    }

    [Fact]
    public void Clock_OpenedAgain_GoesOnWhereItWas()
    {
        DateTimeOffset moved;
        using (var clock = new ScriptedClock(_file))
        {
            clock.Move(TimeSpan.FromHours(5));
            moved = clock.GetUtcNow();
        }

        using var again = new ScriptedClock(_file);
        again.GetUtcNow().ShouldBeGreaterThanOrEqualTo(moved);
    }
}
