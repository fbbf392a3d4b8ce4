using Twinyard.Agent.Bundles;
using Twinyard.Agent.Devices;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Tests.Devices;

public sealed class DeviceModelTests
{
    private static readonly DesiredBundle Second = new("rul", "2", "sha-2", "/2");
    private static readonly DesiredBundle Third = new("rul", "3", "sha-3", "/3");

    [Fact]
    public async Task HasSettled_SameRevisionWithAnotherBundle_IsFalse()
    {
        using var model = new DeviceModel(new RefusingSource());
        await model.SettleAsync(new DesiredShadow(2, Second), TestContext.Current.CancellationToken);

        model.HasSettled(new DesiredShadow(2, Second)).ShouldBeTrue();
        model.HasSettled(new DesiredShadow(2, Third)).ShouldBeFalse();
        model.HasSettled(new DesiredShadow(3, Second)).ShouldBeFalse();
        model.State.Error.ShouldBe("rul@2 does not open");
    }

    [Fact]
    public void HasSettled_BeforeTheFirstShadow_IsFalse()
    {
        using var model = new DeviceModel(new RefusingSource());

        model.HasSettled(new DesiredShadow(0, null)).ShouldBeFalse();
        model.State.Revision.ShouldBe(0);
    }

    private sealed class RefusingSource : IBundleSource
    {
        public Task<BundleLease> OpenAsync(DesiredBundle bundle, CancellationToken cancellationToken) =>
            throw new BundleFailedException($"{bundle.Model}@{bundle.Version} does not open", transient: false, null);
    }
}
