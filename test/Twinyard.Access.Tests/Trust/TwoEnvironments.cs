using Microsoft.Extensions.Time.Testing;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Access.Trust;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Trust;

/// <summary>The environments dev and prod, on one clock. prod has the role operator, which developers of dev may assume; it trusts dev.</summary>
internal sealed class TwoEnvironments : IAsyncDisposable
{
    public static readonly Principal Alice = new(Principal.User, "alice", Role.Developer);

    private const string Operator =
        """
        description: Sets aliases
        policy:
          - { Effect: Allow, Action: "models:*", Resource: "*" }
        trust:
          - Effect: Allow
            Principal: { TYR: ["tyr:dev:access:role/developer"] }
            Action: access:AssumeRole
            Condition: { StringEquals: { tyr:ExternalId: plant-3, tyr:PrincipalEnvironment: dev } }
        session: 4h
        """;

    private readonly List<HomeDirectory> _homes = [];

    private TwoEnvironments()
    {
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public AccessTest Dev { get; private set; } = null!;

    public AccessTest Prod { get; private set; } = null!;

    public static async Task<TwoEnvironments> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        var both = new TwoEnvironments();
        both.Dev = await both.AddAsync(engine, "dev");
        both.Prod = await both.AddAsync(engine, "prod");
        await both.Prod.DeployRoleAsync("operator", Operator);
        (await both.TrustAsync()).IsOk.ShouldBeTrue();
        return both;
    }

    /// <summary>One more environment, which nobody trusts yet; to be disposed of.</summary>
    public async Task<AccessTest> AddAsync(DatabaseEngine engine, string name)
    {
        var home = HomeDirectory.Open(Directory.CreateTempSubdirectory("twinyard-test-").FullName).Value;
        _homes.Add(home);
        return await AccessTest.CreateAsync(engine, name, home, Time);
    }

    /// <summary>prod takes over the keys that dev publishes now.</summary>
    public async Task<Result<TrustedEnvironment>> TrustAsync() => await Prod.Get<TrustedEnvironments>().TrustAsync("dev", await KeyAsync(Dev), "user/olga", AccessTest.None);

    public static async Task<KeyDocument> KeyAsync(AccessTest environment) => (await environment.Get<EnvironmentKeys>().DocumentAsync(AccessTest.None)).Value;

    /// <summary>What dev signs for alice.</summary>
    public async Task<string> AssertAsync(Principal? caller = null, string environment = "prod", string role = "operator") =>
        (await Dev.Get<AssertionTokens>().SignAsync(caller ?? Alice, environment, role, AccessTest.None)).Value.Assertion;

    /// <summary>What prod answers to it.</summary>
    public Task<Result<AssumedRole>> AssumeAsync(string? assertion, string role = "operator", string? externalId = "plant-3", long? seconds = null) =>
        Prod.Get<AssertedRoles>().StartAsync(assertion, role, new AssumeRoleRequest(null, externalId, seconds, null), null, null, AccessTest.None);

    public async Task<string?> RefusalAsync(string? assertion) => (await AssumeAsync(assertion)).Error?.Code;

    public async Task<Principal> PrincipalAsync(string token) => (await Prod.Get<ITokens>().AuthenticateAsync(token, AccessTest.None)).Value;

    public async ValueTask DisposeAsync()
    {
        await Dev.DisposeAsync();
        await Prod.DisposeAsync();
        foreach (var home in _homes)
        {
            home.Dispose();
            Directory.Delete(home.Root, recursive: true);
        }
    }
}
