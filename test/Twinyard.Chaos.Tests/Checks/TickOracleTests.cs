using Twinyard.Chaos.Checks;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Tests.Checks;

public sealed class TickOracleTests
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;

    private static readonly ScheduleDefinition Rate = ScheduleDefinition.Rate(1, "minute", TimeSpan.FromMinutes(1), "all");
    private static readonly ScheduleDefinition Cron = ScheduleDefinition.EveryMinutes(5, "all");

    [Fact]
    public void Of_Rate_CountsFromItsDeployToTheDeployThatTakesItAway()
    {
        var ticks = Expect([(Rate, 7 * Second), (null, (3 * Minute) + (7 * Second))], end: 10 * Minute);

        ticks.Due.ShouldBe([67 * Second, 127 * Second, 187 * Second]);
        ticks.Allowed.ShouldBe(ticks.Due);
    }

    [Fact]
    public void Of_Cron_CountsWholeMinutesAfterTheDeploy() =>
        Expect([(Cron, 5 * Minute), (null, 16 * Minute)], end: 30 * Minute).Due.ShouldBe([10 * Minute, 15 * Minute]);

    [Fact]
    public void Of_ScheduleKeptByADeploy_GoesOnCountingFromTheFirst() =>
        Expect([(Rate, 0), (Rate, 90 * Second), (null, 3 * Minute)], end: 3 * Minute).Due.ShouldBe([Minute, 2 * Minute, 3 * Minute]);

    [Fact]
    public void Of_RateThatComesBack_CountsAnew() =>
        Expect([(Rate, 0), (null, 90 * Second), (Rate, 100 * Second), (null, 4 * Minute)], end: 4 * Minute).Due.ShouldBe([Minute, 160 * Second, 220 * Second]);

    [Fact]
    public void Of_ClockPutBackBeforeTheDeploy_AllowsWhatItHadShown()
    {
        var ticks = Expect([(Rate, 0), (null, 90 * Second)], end: 10 * Minute, highest: 200 * Second);

        ticks.Due.ShouldBe([Minute]);
        ticks.Allowed.ShouldBe([Minute, 2 * Minute, 3 * Minute]);
    }

    [Fact]
    public void Of_ScheduleThatIsStillDeployed_MayGoOnToTheEnd()
    {
        var ticks = Expect([(Rate, 0)], end: 150 * Second);

        ticks.Due.ShouldBe([Minute, 2 * Minute]);
    }

    private static ExpectedTicks Expect((ScheduleDefinition? Schedule, long At)[] deploys, long end, long? highest = null)
    {
        var plans = new Dictionary<string, Plan>();
        var deployments = new List<DeploymentRow>();
        foreach (var (schedule, at) in deploys)
        {
            var number = plans.Count + 1;
            plans[$"commit-{number}"] = new Plan(number, [new WorkflowDefinition("one", Behaviour.Nothing) { Schedules = schedule is null ? [] : [schedule] }]);
            deployments.Add(new DeploymentRow { CommitId = $"commit-{number}", DeployedAt = at });
        }

        var shown = deploys.Select((deploy, i) => (Number: i + 1, At: highest ?? deploy.At)).ToDictionary(one => one.Number, one => one.At);
        return new TickOracle(plans, shown, end).Of(deployments).Single().Value;
    }
}
