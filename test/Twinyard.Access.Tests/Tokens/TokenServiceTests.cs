using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Tokens;

public sealed class TokenServiceTests
{
    private static readonly Principal Alice = new(Principal.User, "alice", Role.Developer);

    [Theory, EveryDatabase]
    public async Task AuthenticateAsync_IssuedToken_GivesItsPrincipal(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var tokens = test.Get<ITokens>();

        var issued = await tokens.IssueAsync(new TokenRequest(Alice, "laptop", null), AccessTest.None);

        issued.Secret.ShouldStartWith($"ty_{issued.Id}_");
        ((await tokens.AuthenticateAsync(issued.Secret, AccessTest.None)).Value with { Credential = null }).ShouldBe(Alice);
    }

    [Theory, EveryDatabase]
    public async Task IssueAsync_ForANode_AuthenticatesAndIsNotAmongThoseOfPeople(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var node = new Principal(Principal.Node, "a", Role.Node);

        var issued = await test.Get<ITokens>().IssueAsync(new TokenRequest(node, "node a", TimeSpan.FromHours(1)), AccessTest.None);

        ((await test.Get<ITokens>().AuthenticateAsync(issued.Secret, AccessTest.None)).Value with { Credential = null }).ShouldBe(node);
        (await test.Get<IAccessControl>().ListTokensAsync(new PageRequest(null, null), AccessTest.None)).Items.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task AuthenticateAsync_AfterItsLifetime_IsRefused(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var tokens = test.Get<ITokens>();
        var issued = await tokens.IssueAsync(new TokenRequest(Alice, "run", TimeSpan.FromMinutes(5)), AccessTest.None);

        test.Time.Advance(TimeSpan.FromMinutes(5));

        (await tokens.AuthenticateAsync(issued.Secret, AccessTest.None)).Error.ShouldBeOfType<UnauthenticatedError>().Code.ShouldBe("token-expired");
    }

    [Theory, EveryDatabase]
    public async Task RevokeAsync_OfAPrincipal_EndsAllItsTokensAndNoOther(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var tokens = test.Get<ITokens>();
        var first = await tokens.IssueAsync(new TokenRequest(Alice, "", null), AccessTest.None);
        var second = await tokens.IssueAsync(new TokenRequest(Alice, "", null), AccessTest.None);
        var bob = await tokens.IssueAsync(new TokenRequest(Alice with { Name = "bob" }, "", null), AccessTest.None);

        await tokens.RevokeAsync(Principal.User, "alice", AccessTest.None);

        (await tokens.AuthenticateAsync(first.Secret, AccessTest.None)).Error?.Code.ShouldBe("token-revoked");
        (await tokens.AuthenticateAsync(second.Secret, AccessTest.None)).Error?.Code.ShouldBe("token-revoked");
        (await tokens.AuthenticateAsync(bob.Secret, AccessTest.None)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task AuthenticateAsync_WrongSecrets_AreRefusedAlike()
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        var tokens = test.Get<ITokens>();
        var issued = await tokens.IssueAsync(new TokenRequest(Alice, "", null), AccessTest.None);

        string[] wrong = ["", "ty_", "ty__", "alice", $"ty_{issued.Id}_", issued.Secret + "x", issued.Secret[..^1], $"ty_0000000000000000_{issued.Secret[^43..]}", $"ty_run.{issued.Id}_{issued.Secret[^43..]}", $"ty_.{issued.Id}_{issued.Secret[^43..]}", new string('x', 100_000)];
        foreach (var secret in wrong)
        {
            (await tokens.AuthenticateAsync(secret, AccessTest.None)).Error.ShouldBeOfType<UnauthenticatedError>().Code.ShouldBe("token-unknown");
        }
    }

    [Theory, EveryDatabase]
    public async Task IssueAsync_Stored_HoldsNoSecret(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var issued = await test.Get<ITokens>().IssueAsync(new TokenRequest(Alice, "", null), AccessTest.None);

        var row = await test.Database.ReadAsync(
            session => session.FirstAsync<string>("SELECT id || hash || description FROM access_tokens", null, AccessTest.None), AccessTest.None);

        row.ShouldNotContain(issued.Secret[^43..]);
    }

    [Fact]
    public async Task IssueAsync_UnknownRole_Throws()
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);

        await Should.ThrowAsync<ArgumentException>(() => test.Get<ITokens>().IssueAsync(new TokenRequest(Alice with { Role = "nobody" }, "", null), AccessTest.None));
    }

    [Theory, EveryDatabase]
    public async Task ListTokensAsync_Pages_NewestFirstWithoutSessionsOfRuns(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var tokens = test.Get<ITokens>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            await tokens.IssueAsync(new TokenRequest(Alice with { Name = name }, "", null), AccessTest.None);
            test.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await tokens.IssueAsync(new TokenRequest(new Principal(Principal.Run, "r1", Role.Evaluator), "", null), AccessTest.None);
        var control = test.Get<IAccessControl>();

        var first = await control.ListTokensAsync(new PageRequest(null, 2), AccessTest.None);
        var second = await control.ListTokensAsync(new PageRequest(first.Next, 2), AccessTest.None);

        first.Items.Select(token => token.Principal.Name).ShouldBe(["c", "b"]);
        second.Items.Select(token => token.Principal.Name).ShouldBe(["a"]);
        second.Next.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task RunOnceAsync_AWeekAfterTheEnd_RemovesTheToken(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var tokens = test.Get<ITokens>();
        await tokens.IssueAsync(new TokenRequest(Alice, "short", TimeSpan.FromMinutes(1)), AccessTest.None);
        await tokens.IssueAsync(new TokenRequest(Alice, "long", null), AccessTest.None);

        test.Time.Advance(TokenRetention.KeptAfterEnd + TimeSpan.FromMinutes(2));
        await test.Get<TokenRetention>().RunOnceAsync(AccessTest.None);

        var left = await test.Get<IAccessControl>().ListTokensAsync(new PageRequest(null, null), AccessTest.None);
        left.Items.ShouldHaveSingleItem().Description.ShouldBe("long");
    }
}
