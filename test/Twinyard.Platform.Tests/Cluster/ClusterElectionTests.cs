using Twinyard.Platform.Cluster;

namespace Twinyard.Platform.Tests.Cluster;

public sealed class ClusterElectionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Join_TwoNodes_TheFirstIsElectedAndAloneTakesUp()
    {
        await using var room = await ElectionRoom.CreateAsync();

        var first = await room.JoinAsync("a");
        var second = await room.JoinAsync("b");

        (first.Election.IsElected, first.IsTakenUp).ShouldBe((true, true));
        (second.Election.IsElected, second.IsTakenUp).ShouldBe((false, false));
        second.Election.Term.IsCancellationRequested.ShouldBeTrue();
        (await second.Election.FindElectedAsync(None)).ShouldNotBeNull().Name.ShouldBe("a");
        (await second.Election.ListAsync(None)).Select(node => (node.Name, node.IsAlive, node.IsElected)).ShouldBe([("a", true, true), ("b", true, false)]);
    }

    [Fact]
    public async Task Leave_Elected_TheOtherIsElectedWithItsNextBeat()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var first = await room.JoinAsync("a");
        var second = await room.JoinAsync("b");
        var term = first.Election.Term;

        await first.Election.LeaveAsync();
        await second.BeatAsync();

        (term.IsCancellationRequested, first.IsTakenUp).ShouldBe((true, false));
        (second.Election.IsElected, second.IsTakenUp).ShouldBe((true, true));
        (await second.Election.ListAsync(None)).Select(node => node.Name).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Beat_LeaseRanOutAndWasTaken_LaysDown()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var first = await room.JoinAsync("a");
        var second = await room.JoinAsync("b");

        await room.LetLeaseRunOutAsync();
        await second.BeatAsync();
        await first.BeatAsync();

        (second.Election.IsElected, first.Election.IsElected, first.IsTakenUp).ShouldBe((true, false, false));
    }

    [Fact]
    public async Task Term_NotProlonged_EndsByTheNodesOwnClock()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var node = await room.JoinAsync("a");
        var term = node.Election.Term;

        node.Time.Advance(ElectionRoom.Lease / 2);
        await node.BeatAsync();
        node.Time.Advance(ElectionRoom.Lease * 0.9);
        var prolonged = node.Election.IsElected;
        node.Time.Advance(ElectionRoom.Lease / 5);

        prolonged.ShouldBeTrue();
        (term.IsCancellationRequested, node.Election.IsElected).ShouldBe((true, false));
    }

    [Fact]
    public async Task Beat_AfterTheOwnTermHasEnded_TakesUpAgain()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var node = await room.JoinAsync("a");
        node.Time.Advance(ElectionRoom.Lease * 2);

        await node.BeatAsync();

        (node.Election.IsElected, node.IsTakenUp).ShouldBe((true, true));
    }

    [Fact]
    public async Task Beat_DatabaseIsGoneAndTheTermOver_LaysDownAllTheSame()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var node = await room.JoinAsync("a");
        await room.Database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE cluster_nodes RENAME TO gone", null, None), None);

        await node.BeatAsync();
        var (elected, takenUp) = (node.Election.IsElected, node.IsTakenUp);
        node.Time.Advance(ElectionRoom.Lease);
        await node.BeatAsync();

        (elected, takenUp).ShouldBe((true, true), "one beat may fail");
        (node.Election.IsElected, node.IsTakenUp).ShouldBe((false, false));
    }

    [Fact]
    public async Task Beat_ServiceCannotBeTakenUp_GivesTheElectionBack()
    {
        await using var room = await ElectionRoom.CreateAsync();
        var first = await room.JoinAsync("a");
        var second = await room.JoinAsync("b");
        second.Refuses = true;
        await first.Election.LeaveAsync();

        await second.BeatAsync();
        var refused = second.Election.IsElected;
        var third = await room.JoinAsync("c");

        refused.ShouldBeFalse();
        (third.Election.IsElected, third.IsTakenUp).ShouldBe((true, true));
    }

    [Fact]
    public async Task Join_AfterACrashUnderTheSameName_NeedNotWaitForTheOwnLease()
    {
        await using var room = await ElectionRoom.CreateAsync();
        await room.JoinAsync("a");

        var again = await room.JoinAsync("a");

        again.Election.IsElected.ShouldBeTrue();
    }

    [Fact]
    public async Task LoneElection_Leaves_ItsTermEnds()
    {
        using var election = new LoneElection(new ElectedServices([]));
        await election.JoinAsync(None);
        var term = election.Term;
        var before = (election.IsElected, term.IsCancellationRequested);

        await election.LeaveAsync();

        before.ShouldBe((true, false));
        (election.IsElected, term.IsCancellationRequested).ShouldBe((false, true));
    }

    [Fact]
    public async Task LoneElection_ServiceCannotBeTakenUp_TellsWhy()
    {
        await using var room = await ElectionRoom.CreateAsync();
        using var service = new ElectionRoom.Node("a", room.Database) { Refuses = true };
        using var election = new LoneElection(new ElectedServices([service]));

        var joined = await election.JoinAsync(None);

        joined.Error.ShouldNotBeNull().Code.ShouldBe("held");
        (election.IsElected, election.Term.IsCancellationRequested).ShouldBe((false, true));
    }
}
