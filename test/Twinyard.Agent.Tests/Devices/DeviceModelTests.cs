using Twinyard.Agent.Devices;
using Twinyard.Agent.Sources;

namespace Twinyard.Agent.Tests.Devices;

public sealed class DeviceModelTests : IDisposable
{
    private static readonly SourceRow Row = new("pump/1", 1, new Dictionary<string, double> { ["s1"] = 4 });

    private readonly FakeBundles _bundles = new();
    private readonly DeviceModel _model;

    public DeviceModelTests() => _model = new DeviceModel(_bundles);

    [Fact]
    public async Task Decide_NewModelFailsOnItsFirstRow_TheOneBeforeDecidesAndIsReported()
    {
        await SettleAsync(1, "one");
        _model.Decide(Row, out _, out _).ShouldNotBeNull();
        await SettleAsync(2, "broken");

        var decided = _model.Decide(Row, out var problem, out var hasRolledBack).ShouldNotBeNull();

        (decided.Decision.Name, hasRolledBack).ShouldBe(("one", true));
        problem.ShouldNotBeNull().ShouldContain("column unknown");
        _model.State.Error.ShouldNotBeNull().ShouldContain("rul@broken failed on its first row, so rul@one runs again");
        _bundles.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Decide_TwoNewModelsBeforeARow_TheLastThatDecidedIsTheOneToReturnTo()
    {
        await SettleAsync(1, "one");
        _model.Decide(Row, out _, out _).ShouldNotBeNull();
        await SettleAsync(2, "two");
        await SettleAsync(3, "broken");

        _model.Decide(Row, out _, out _).ShouldNotBeNull().Decision.Name.ShouldBe("one");
        _bundles.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Settle_NoModel_GivesEveryBundleBack()
    {
        await SettleAsync(1, "one");
        _model.Decide(Row, out _, out _).ShouldNotBeNull();
        await SettleAsync(2, "two");

        await _model.SettleAsync(new(3, null), CancellationToken.None);

        _model.Decide(Row, out var problem, out _).ShouldBeNull();
        problem.ShouldBeNull();
        _bundles.Open.ShouldBe(0);
    }

    [Fact]
    public async Task HasSettled_SameRevisionWithAnotherBundle_IsFalse()
    {
        await SettleAsync(2, "one");

        _model.HasSettled(FakeBundles.Shadow(2, "one")).ShouldBeTrue();
        _model.HasSettled(FakeBundles.Shadow(2, "two")).ShouldBeFalse();
        _model.HasSettled(FakeBundles.Shadow(3, "one")).ShouldBeFalse();
    }

    public void Dispose()
    {
        _model.Dispose();
        _bundles.Dispose();
    }

    private Task SettleAsync(long revision, string version) => _model.SettleAsync(FakeBundles.Shadow(revision, version), CancellationToken.None);
}
