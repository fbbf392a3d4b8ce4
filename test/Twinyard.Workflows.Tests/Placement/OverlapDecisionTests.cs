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
    [InlineData("CancelOther", "running", "queue, and others give way")]
    [InlineData("CancelOther", "running queued", "queue, and others give way")]
    [InlineData("CancelOther", "committing queued", "queue, and others give way")]
    [InlineData("Allow", "", "queue")]
    [InlineData("Allow", "running running running running", "queue")]
    [InlineData("Allow", "running queued queued queued", "skip: 3 runs wait already")]
    public void For_Policy_DecidesAsItsTableSays(string policy, string states, string expected)
    {
        var place = new WorkflowPlace(new DeployedWorkflow("work", "c1", "1", Specification(Enum.Parse<OverlapPolicy>(policy))), Summary(states.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        var decision = OverlapDecision.For(place, maximumWaiting: 3);

        if (expected.Split(": ", 2) is ["skip", var reason])
        {
            decision.Verdict.ShouldNotBeNull().Reason.ShouldContain(reason);
            decision.OthersGiveWay.ShouldBeFalse();
            return;
        }

        decision.Verdict.ShouldBeNull();
        (decision.OthersGiveWay ? "queue, and others give way" : "queue").ShouldBe(expected);
    }

    private static WorkflowSpecification Specification(OverlapPolicy policy) => new()
    {
        Description = "",
        Run = new RunSpecification("work.sh", 60_000, 0, policy),
        Triggers = [],
        Role = "evaluator",
        ReportTopics = [],
        Alarms = [],
    };

    private static ActiveSummary? Summary(string[] states) => states.Length == 0 ? null : new ActiveSummary
    {
        Workflow = "work",
        Oldest = "0",
        OldestWaiting = Array.IndexOf(states, "queued") is var waiting and >= 0 ? $"{waiting}" : null,
        Waiting = states.Count(state => state == "queued"),
    };
}
