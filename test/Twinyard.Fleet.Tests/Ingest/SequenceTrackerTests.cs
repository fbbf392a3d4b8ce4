using CsCheck;
using Twinyard.Fleet.Ingest;

namespace Twinyard.Fleet.Tests.Ingest;

public sealed class SequenceTrackerTests
{
    [Fact]
    public void TryTake_AnyOrderOfFewNumbers_TakesEachOnce() =>
        Gen.Int[0, 60].Array[0, 200].Sample(numbers =>
        {
            var tracker = new SequenceTracker();
            var taken = new HashSet<long>();
            foreach (var number in numbers)
            {
                tracker = SequenceTracker.Parse(tracker.ToString());
                tracker.TryTake(number).ShouldBe(taken.Add(number));
            }
        });

    [Fact]
    public void TryTake_MoreGapsThanAreKept_TreatsTheOldestAsTaken()
    {
        var tracker = new SequenceTracker();
        for (var number = 1; number <= 2 * (SequenceTracker.MaximumGaps + 1); number += 2)
        {
            tracker.TryTake(number).ShouldBeTrue();
        }

        tracker.TryTake(0).ShouldBeFalse();
        tracker.TryTake(2).ShouldBeTrue();
    }
}
