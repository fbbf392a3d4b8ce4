using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Tests.Placement;

public sealed class OverlapDecisionTests
{
    /// <summary>Policy × runs that have not ended, oldest first × what is decided. Three may wait.</summary>
    [Theory]
    [InlineData("Skip", "", "queue")]
    [InlineData("Skip", "running", "skip: overlap: skip")]
    [InlineData("Skip", "committing", "skip: overlap: skip")]
    [InlineData("Skip", "queued", "skip: overlap: skip")]
    [InlineData("QueueOne", "", "queue")]
    [InlineData("QueueOne", "running", "queue")]
    [InlineData("QueueOne", "committing", "queue")]
    [InlineData("QueueOne", "running queued", "skip: overlap: queue-one")]
    [InlineData("QueueAll", "", "queue")]
    [InlineData("QueueAll", "running queued queued", "queue")]
    [InlineData("QueueAll", "running queued queued queued", "skip: 3 runs wait already")]
    [InlineData("CancelOther", "", "queue")]
    [InlineData("CancelOther", "running", "queue, and 0 give way")]
    [InlineData("CancelOther", "running queued", "queue, and 0 1 give way")]
    [InlineData("CancelOther", "committing queued", "queue, and 1 give way")]
    [InlineData("Allow", "", "queue")]
    [InlineData("Allow", "running running running running", "queue")]
    [InlineData("Allow", "running queued queued queued", "skip: 3 runs wait already")]
    public void For_Policy_DecidesAsItsTableSays(string policy, string states, string expected)
    {
        var active = states.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((state, i) => new ActiveRun { Id = $"{i}", State = state }).ToList();

        var decision = OverlapDecision.For(Enum.Parse<OverlapPolicy>(policy), active, maximumWaiting: 3);

        if (expected.Split(": ", 2) is ["skip", var reason])
        {
            decision.Verdict.ShouldNotBeNull().Reason.ShouldContain(reason);
            decision.GiveWay.ShouldBeEmpty();
            return;
        }

        decision.Verdict.ShouldBeNull();
        var giveWay = string.Join(' ', decision.GiveWay.Select(run => run.Id));
        (giveWay.Length == 0 ? "queue" : $"queue, and {giveWay} give way").ShouldBe(expected);
    }
}
