using Twinyard.Platform.Data;

namespace Twinyard.Platform.Tests.Data;

public sealed class GroupCommitTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task WriteAsync_WhileAGroupIsWritten_TheNextCallersAreOneGroup()
    {
        var groups = new List<int>();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var group = new GroupCommit<int, int>(100, async members =>
        {
            groups.Add(members.Count);
            entered.TrySetResult();
            await gate.Task;
            return [.. members.Select(member => member * 10)];
        });

        var first = group.WriteAsync(1, None);
        await entered.Task;
        var others = Enumerable.Range(2, 5).Select(member => group.WriteAsync(member, None)).ToList();
        gate.SetResult();

        (await first).ShouldBe(10);
        (await Task.WhenAll(others)).ShouldBe([20, 30, 40, 50, 60]);
        groups.ShouldBe([1, 5]);
    }

    [Fact]
    public async Task WriteAsync_OneMemberFails_TheOthersOfItsGroupAreWritten()
    {
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var group = new GroupCommit<int, int>(100, async members =>
        {
            entered.TrySetResult();
            await gate.Task;
            return members.Contains(3) ? throw new InvalidOperationException("broken on purpose") : [.. members];
        });

        var first = group.WriteAsync(1, None);
        await entered.Task;
        var (second, broken, fourth) = (group.WriteAsync(2, None), group.WriteAsync(3, None), group.WriteAsync(4, None));
        gate.SetResult();

        (await first).ShouldBe(1);
        (await second).ShouldBe(2);
        (await fourth).ShouldBe(4);
        (await Should.ThrowAsync<InvalidOperationException>(() => broken)).Message.ShouldBe("broken on purpose");
    }

    [Fact]
    public async Task WriteAsync_MoreThanAGroupHolds_AreSeveralGroups()
    {
        var groups = new List<int>();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var group = new GroupCommit<int, int>(2, async members =>
        {
            groups.Add(members.Count);
            entered.TrySetResult();
            await gate.Task;
            return [.. members];
        });

        var first = group.WriteAsync(0, None);
        await entered.Task;
        var others = Enumerable.Range(1, 5).Select(member => group.WriteAsync(member, None)).ToList();
        gate.SetResult();

        await first;
        (await Task.WhenAll(others)).ShouldBe([1, 2, 3, 4, 5]);
        groups.ShouldBe([1, 2, 2, 1]);
    }

    [Fact]
    public async Task WriteAsync_CancelledBeforeItsGroup_NothingOfItIsWritten()
    {
        var written = new List<int>();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var group = new GroupCommit<int, int>(100, async members =>
        {
            entered.TrySetResult();
            await gate.Task;
            written.AddRange(members);
            return [.. members];
        });
        using var cancel = new CancellationTokenSource();

        var first = group.WriteAsync(1, None);
        await entered.Task;
        var cancelled = group.WriteAsync(2, cancel.Token);
        await cancel.CancelAsync();
        gate.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        await first;
        await group.WriteAsync(3, None);
        written.ShouldBe([1, 3]);
    }
}
