using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Requests;
using static Twinyard.Chaos.Tests.Checks.SettledState;

namespace Twinyard.Chaos.Tests.Checks;

/// <summary>Acknowledgements broken in each way that the checks look for.</summary>
public sealed class RequestChecksTests
{
    [Fact]
    public void Of_AcknowledgedEventMissing_NamesTheRequest() =>
        Violations((Kept with { Events = [.. Kept.Events.Where(one => one.Id != Event)] }).Without("line-event")).ShouldShow(1, Asked[0].ToString());

    [Fact]
    public void Of_AcknowledgedStartMissing_NamesTheRequest() =>
        Violations(Kept.Without("line-start")).ShouldShow(1, Asked[1].ToString());

    [Fact]
    public void Of_AcknowledgedStartWithAnotherRun_NamesTheRequest() =>
        Violations(Kept, [Asked[0], Asked[1] with { Id = "run-other" }, .. Asked.Skip(2)]).ShouldShow(1, "run-other");

    [Fact]
    public void Of_SkippedStartNotOnTheLedger_NamesTheRequest() =>
        Violations(Kept.Without("line-skipped")).ShouldShow(1, Asked[2].ToString());

    [Fact]
    public void Of_RefusedRequestThatHappened_NamesTheRequest()
    {
        var refused = Asked[1] with { Answer = Answer.Refused, Id = "" };

        Violations(Kept, [Asked[0], refused, .. Asked.Skip(2)]).ShouldShow(1, refused.ToString());
    }

    [Fact]
    public void Of_DeliveryThatBecameTwoEvents_NamesTheRequest()
    {
        var again = Kept.Events.Single(one => one.Id == "webhook-3") with { Id = "webhook-again" };

        Violations(Kept with { Events = [.. Kept.Events, again] }).ShouldShow(1, Asked[3].ToString());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Of_AnswerLost_MayHaveHappenedOnceAtMost(int times, bool broken)
    {
        var state = Kept;
        for (var time = 0; time < times; time++)
        {
            var id = $"event-4-{time}";
            state = (state with { Events = [.. state.Events, new EventRow { Id = id, Source = "chaos", DetailType = "kind.a", Detail = """{"number": 4}""" }] })
                .Add(new OccurrenceRow { Id = $"line-{id}", Workflow = OnEvent, TriggerId = "on-event/a", Kind = "event", Reference = id, Outcome = "skipped" });
        }

        Violations(state).Count.ShouldBe(broken ? 1 : 0);
    }

    [Fact]
    public void Of_StartWhoseAnswerIsLost_MayHaveHappened()
    {
        var lost = Asked[1] with { Answer = Answer.Unknown, Id = "" };

        Violations(Kept, [Asked[0], lost, .. Asked.Skip(2)]).ShouldBeEmpty();
        lost.Target.ShouldBe(Workload.ByHand);
    }
}
