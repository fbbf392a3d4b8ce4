using Microsoft.Extensions.Time.Testing;
using Twinyard.Platform.Ids;

namespace Twinyard.Platform.Tests.Ids;

public sealed class TimeOrderedIdGeneratorTests
{
    [Fact]
    public void NewId_WithinOneMillisecondAndAfterAStepBack_KeepsTheOrder()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };
        var ids = new TimeOrderedIdGenerator(time);

        var made = Enumerable.Range(0, 10_000).Select(_ => ids.NewId().ToString()).ToList();
        time.AdjustTime(time.GetUtcNow() - TimeSpan.FromHours(1));
        made.Add(ids.NewId().ToString());

        made.ShouldBe(made.Order(StringComparer.Ordinal).Distinct());
    }

    [Fact]
    public void NewId_IsAnId_OfVersion7WithTheClocksTime()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var id = new TimeOrderedIdGenerator(time).NewId();

        id.Version.ShouldBe(7);
        (id.Variant & 0b1100).ShouldBe(0b1000);
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
