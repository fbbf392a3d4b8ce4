using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Buckets.Tests.Objects;

public sealed class ObjectEventsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Put_AndDelete_AreToldOnceEach(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);

        var put = await fixture.PutAsync("daily/a.csv", "1,2");
        var marker = (await fixture.Buckets.DeleteAsync("data", "daily/a.csv", None)).Value;
        await fixture.Buckets.DeleteAsync("data", "daily/a.csv", None);

        fixture.Bus.Published.Select(it => (it.Source, it.DetailType)).ShouldBe([("twinyard.buckets", "object.created"), ("twinyard.buckets", "object.deleted")]);
        fixture.Bus.Published.ShouldAllBe(it => it.Resources.Single() == "tyr:test:buckets:object/data/daily/a.csv");
        fixture.Bus.Published[0].Detail.ToJsonString().ShouldBe(
            $$"""{"bucket":"data","key":"daily/a.csv","version":"{{put.Version}}","size":3,"hash":"{{put.Sha256}}"}""");
        fixture.Bus.Published[1].Detail.ToJsonString().ShouldBe($$"""{"bucket":"data","key":"daily/a.csv","version":"{{marker.Version}}"}""");
    }

    [Theory, EveryDatabase]
    public async Task Put_WhoseEventCannotBePublished_DidNotHappen(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);
        await fixture.PutAsync("kept", "one");
        fixture.Bus.Fails = true;

        await Should.ThrowAsync<InvalidOperationException>(() => fixture.PutAsync("a", "one"));
        await Should.ThrowAsync<InvalidOperationException>(() => fixture.Buckets.DeleteAsync("data", "kept", None));

        (await fixture.Buckets.ListAsync("data", "", default, None)).Items.Select(version => version.Key).ShouldBe(["kept"]);
        fixture.Bus.Published.Count.ShouldBe(1);
    }
}
