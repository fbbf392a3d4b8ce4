using System.Text;
using CsCheck;
using Twinyard.Buckets.Objects;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Buckets.Tests.Objects;

public sealed class VersionedBucketsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Put_SameKeyAgain_KeepsBothVersions(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);

        var first = await fixture.PutAsync("a/b.txt", "one");
        var second = await fixture.PutAsync("a/b.txt", "two");

        string.CompareOrdinal(second.Version, first.Version).ShouldBeGreaterThan(0);
        (await fixture.GetAsync("a/b.txt")).ShouldBe("two");
        (await fixture.GetAsync("a/b.txt", first.Version)).ShouldBe("one");
        fixture.Bus.Published.Select(e => (string?)e.Detail["version"]).ShouldBe([first.Version, second.Version]);
    }

    [Theory, EveryDatabase]
    public async Task Delete_Object_HidesItAndKeepsItsVersions(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);
        var first = await fixture.PutAsync("a", "one");

        var marker = (await fixture.Buckets.DeleteAsync("data", "a", None)).Value;

        marker.IsDeleteMarker.ShouldBeTrue();
        (await fixture.Buckets.HeadAsync("data", "a", null, None)).Error.ShouldBeOfType<NotFoundError>().Code.ShouldBe("object-deleted");
        (await fixture.Buckets.ListAsync("data", "", default, None)).Items.ShouldBeEmpty();
        (await fixture.GetAsync("a", first.Version)).ShouldBe("one");
        (await fixture.Buckets.ListVersionsAsync("data", "a", default, None)).Items.Select(v => v.Version).ShouldBe([marker.Version, first.Version]);
        (await fixture.Buckets.DeleteAsync("data", "a", None)).Error.ShouldBeOfType<NotFoundError>();
        await fixture.PutAsync("a", "back");
        (await fixture.GetAsync("a")).ShouldBe("back");
    }

    [Theory, EveryDatabase]
    public async Task List_PrefixWithWildcards_IsTakenLiterallyAndPaged(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);
        foreach (var key in (string[])["p%/1", "p%/2", "p%/3", "px/4", "ü%/5"])
        {
            await fixture.PutAsync(key, key);
        }

        var first = await fixture.Buckets.ListAsync("data", "p%/", new PageRequest(null, 2), None);
        var second = await fixture.Buckets.ListAsync("data", "p%/", new PageRequest(first.Next, 2), None);

        first.Items.Select(v => v.Key).ShouldBe(["p%/1", "p%/2"]);
        second.Items.Select(v => v.Key).ShouldBe(["p%/3"]);
        second.Next.ShouldBeNull();
        (await fixture.Buckets.ListAsync("data", "ü%", default, None)).Items.ShouldHaveSingleItem();
    }

    [Theory, EveryDatabase]
    public async Task Put_ManyAtOnce_GivesEveryOneAVersionInOrder(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => fixture.PutAsync("same", $"{i % 3}")));

        var versions = (await fixture.Buckets.ListVersionsAsync("data", "same", default, None)).Items.Select(v => v.Version).ToList();
        versions.Distinct().Count().ShouldBe(20);
        fixture.BlobCount.ShouldBe(3);
    }

    [Fact]
    public async Task Put_TooLarge_LeavesNothing()
    {
        await using var fixture = await BucketsFixture.CreateAsync(maximumBytes: 10);

        var result = await fixture.Buckets.PutAsync("data", "a", new MemoryStream(new byte[11]), "", None);

        result.Error.ShouldBeOfType<LimitError>().Code.ShouldBe("object-too-large");
        ShouldHoldNothing(fixture);
    }

    [Fact]
    public async Task Put_DiskFull_IsExplainedAndLeavesNothing()
    {
        await using var fixture = await BucketsFixture.CreateAsync();

        var result = await fixture.Buckets.PutAsync("data", "a", new FailingStream(new IOException("No space left on device", 28)), "", None);

        var error = result.Error.ShouldBeOfType<FailedError>();
        error.Code.ShouldBe("disk-full");
        error.Remedy.ShouldContain("Free space");
        ShouldHoldNothing(fixture);
        (await fixture.Buckets.HeadAsync("data", "a", null, None)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task Put_ClientLeaves_LeavesNothing()
    {
        await using var fixture = await BucketsFixture.CreateAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => fixture.Buckets.PutAsync("data", "a", new FailingStream(new OperationCanceledException()), "", None));

        ShouldHoldNothing(fixture);
    }

    [Theory]
    [InlineData("ab", "k", "bucket-name-invalid")]
    [InlineData("Data", "k", "bucket-name-invalid")]
    [InlineData("a..b", "k", "bucket-name-invalid")]
    [InlineData("../etc", "k", "bucket-name-invalid")]
    [InlineData("data", "", "object-key-invalid")]
    [InlineData("data", "a\u0000b", "object-key-invalid")]
    public async Task Put_BadName_IsRefused(string bucket, string key, string code)
    {
        await using var fixture = await BucketsFixture.CreateAsync();

        (await fixture.Buckets.PutAsync(bucket, key, Stream.Null, "", None)).Error?.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Put_KeyLikeAPath_StaysAName()
    {
        await using var fixture = await BucketsFixture.CreateAsync();

        await fixture.PutAsync("../../etc/passwd", "mine");

        (await fixture.GetAsync("../../etc/passwd")).ShouldBe("mine");
        fixture.BlobCount.ShouldBe(1);
    }

    [Fact]
    public void After_AnyTwoIds_IsGreater() =>
        Gen.Select(Gen.Guid, Gen.Guid).Sample((latest, candidate) =>
            latest.ToString("D").StartsWith("ffffffff-ffff", StringComparison.Ordinal)
            || string.CompareOrdinal(VersionId.After(latest.ToString("D"), candidate), latest.ToString("D")) > 0);

    private static void ShouldHoldNothing(BucketsFixture fixture)
    {
        fixture.BlobCount.ShouldBe(0);
        Directory.GetFiles(Path.Combine(fixture.Folder, "incoming")).ShouldBeEmpty();
        fixture.Bus.Published.ShouldBeEmpty();
    }

    private sealed class FailingStream(Exception failure) : MemoryStream(Encoding.UTF8.GetBytes("begun"))
    {
        private bool _begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_begun)
            {
                throw failure;
            }

            _begun = true;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
