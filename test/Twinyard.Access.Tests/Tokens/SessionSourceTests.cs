using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Tests.Tokens;

public sealed class SessionSourceTests
{
    private static readonly Principal Run = new(Principal.Run, "r1", Role.Evaluator);

    [Fact]
    public async Task AuthenticateAsync_SessionOfASource_GivesItsPrincipalUntilItExpires()
    {
        var sessions = new Sessions();
        await using var test = await CreateAsync(sessions);
        var tokens = test.Get<ITokens>();
        var secret = SessionToken.NewSecret();
        sessions.Held["r1"] = new HeldSession(Run, SessionToken.Hash(secret), test.Time.GetUtcNow() + TimeSpan.FromMinutes(5), null);

        ((await tokens.AuthenticateAsync(SessionToken.Text("run", "r1", secret), AccessTest.None)).Value with { Credential = null }).ShouldBe(Run);
        test.Time.Advance(TimeSpan.FromMinutes(5));
        (await tokens.AuthenticateAsync(SessionToken.Text("run", "r1", secret), AccessTest.None)).Error?.Code.ShouldBe("token-expired");
    }

    [Fact]
    public async Task AuthenticateAsync_SessionHasEnded_SaysWhyToItsHolderOnly()
    {
        var sessions = new Sessions();
        await using var test = await CreateAsync(sessions);
        var secret = SessionToken.NewSecret();
        sessions.Held["r1"] = new HeldSession(Run, SessionToken.Hash(secret), test.Time.GetUtcNow() + TimeSpan.FromMinutes(5), "the run is over");

        var holder = (await test.Get<ITokens>().AuthenticateAsync(SessionToken.Text("run", "r1", secret), AccessTest.None)).Error.ShouldBeOfType<UnauthenticatedError>();
        var other = (await test.Get<ITokens>().AuthenticateAsync(SessionToken.Text("run", "r1", SessionToken.NewSecret()), AccessTest.None)).Error;

        holder.Code.ShouldBe("session-ended");
        holder.Message.ShouldContain("the run is over");
        other?.Code.ShouldBe("token-unknown");
    }

    [Fact]
    public async Task AuthenticateAsync_WrongNamesKindsAndSecrets_AreRefusedAlike()
    {
        var sessions = new Sessions();
        await using var test = await CreateAsync(sessions);
        var secret = SessionToken.NewSecret();
        sessions.Held["r1"] = new HeldSession(Run, SessionToken.Hash(secret), test.Time.GetUtcNow() + TimeSpan.FromMinutes(5), null);
        string[] wrong =
        [
            SessionToken.Text("run", "r2", secret), SessionToken.Text("check", "r1", secret), SessionToken.Text("run", "r1", ""), SessionToken.Text("run", "r1", secret + "x"),
            SessionToken.Text("", "r1", secret), SessionToken.Text("run", "", secret), $"ty_run.r1{secret}", $"ty_run.r1_{SessionToken.Hash(secret)}",
        ];

        foreach (var token in wrong)
        {
            (await test.Get<ITokens>().AuthenticateAsync(token, AccessTest.None)).Error.ShouldBeOfType<UnauthenticatedError>(token).Code.ShouldBe("token-unknown", token);
        }
    }

    private static Task<AccessTest> CreateAsync(Sessions sessions) =>
        AccessTest.CreateAsync(DatabaseEngine.Sqlite, services => services.AddSingleton<ISessionSource>(sessions));

    private sealed class Sessions : ISessionSource
    {
        public Dictionary<string, HeldSession> Held { get; } = new(StringComparer.Ordinal);

        public string Kind => "run";

        public Task<HeldSession?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Held.GetValueOrDefault(name));
    }
}
