using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Secrets;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;

namespace Twinyard.Access.Tests.Secrets;

/// <summary>Secrets on a fresh database of an engine and a home of their own.</summary>
internal sealed class SecretsTest : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly HomeDirectory _home;
    private readonly AccessTest _access;

    private SecretsTest(DirectoryInfo folder, HomeDirectory home, AccessTest access, NamedSecrets named) => (_folder, _home, _access, Named) = (folder, home, access, named.All);

    public AccessTest Access => _access;

    public SecretVault Vault => _access.Get<SecretVault>();

    public SecretKeys Keys => _access.Get<SecretKeys>();

    public SecretKeyRotation Rotation => _access.Get<SecretKeyRotation>();

    public Database Database => _access.Database;

    public string KeyFile => Path.Combine(_home.Root, "secrets.key");

    /// <summary>What something deployed names.</summary>
    public List<SecretUser> Named { get; }

    public static async Task<SecretsTest> CreateAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, Action<SecretsOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-test-");
        var home = HomeDirectory.Open(folder.FullName).Value;
        var named = new NamedSecrets();
        var access = await AccessTest.CreateAsync(engine, services =>
        {
            services.AddSingleton(home);
            services.AddSingleton<ISecretUsers>(named);
            services.Configure<SecretsOptions>(options => configure?.Invoke(options));
        });
        return new SecretsTest(folder, home, access, named);
    }

    public async Task<SecretSummary> SetAsync(string name, string value) => (await Vault.SetAsync(name, value, null, "alice", AccessTest.None)).Value;

    public async Task<string> GetAsync(string name, int? version = null) => (await Vault.GetAsync(name, version, AccessTest.None)).Value.Value;

    /// <summary>The code of the refusal of a read.</summary>
    public async Task<string?> RefusalAsync(string name, int? version = null) => (await Vault.GetAsync(name, version, AccessTest.None)).Error?.Code;

    /// <summary>Everything that is stored.</summary>
    public Task<IReadOnlyList<string>> RowsAsync() => Database.ReadAsync(
        session => session.QueryAsync<string>(
            "SELECT v.name || ' ' || v.key_id || ' ' || v.sealed_key || ' ' || v.sealed_value || ' ' || v.created_by || ' ' || s.description FROM access_secret_versions v JOIN access_secrets s ON s.name = v.name ORDER BY v.name, v.version",
            null,
            AccessTest.None),
        AccessTest.None);

    public Task<int> ExecuteAsync(string sql) => Database.WriteAsync(session => session.ExecuteAsync(sql, null, AccessTest.None), AccessTest.None);

    public Task<string?> ProblemAsync(string secret, string? role, Func<string, string, string?>? declared = null)
    {
        var kind = _access.Get<IReferredKind>();
        var reference = new ResourceReference(kind.Kind, secret, new("workflow.yaml", 1, 1, "secrets", "")) { Role = role };
        return Database.ReadAsync(session => kind.ProblemAsync(reference, declared ?? ((_, _) => null), session, AccessTest.None), AccessTest.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _access.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }
}
