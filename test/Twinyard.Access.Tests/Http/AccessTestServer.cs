using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Http;

/// <summary>A real server on a free port with endpoints of every kind of declaration.</summary>
internal sealed class AccessTestServer : IAsyncDisposable
{
    public const string OnlyA = "only-a";

    private readonly WebApplication _app;
    private readonly TestDatabase _database;
    private readonly HomeDirectory _home;

    private AccessTestServer(WebApplication app, TestDatabase database, HomeDirectory home)
    {
        _app = app;
        _database = database;
        _home = home;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static async Task<AccessTestServer> StartAsync(string environment = "dev", Action<IServiceCollection>? more = null)
    {
        var database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, TestDatabase.Room<Principal>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var home = HomeDirectory.Open(Directory.CreateTempSubdirectory("twinyard-test-").FullName).Value;
        builder.Services.AddSingleton(home);
        AccessTest.Register(builder.Services, database.Database, TimeProvider.System, environment);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        app.UseAccess();
        app.MapAccessEndpoints();
        app.MapGet("/things/{name}", (string name, HttpContext context) => $"{context.Principal().Name} sees {name}").RequireAction("things:Get", "things:thing/{name}");
        app.MapPost("/things/{name}", (string name) => name).RequireAction("things:Put", "things:thing/{name}");
        app.MapPost("/failing/{name}", string (string name) => throw new InvalidOperationException(name)).RequireAction("things:Put", "things:thing/{name}");
        app.MapGet("/git/{name}", (string name, HttpContext context) => $"{context.Principal().Name} pulls {name}").RequireAction("things:Pull", "things:thing/{name}");
        app.MapGet("/both/{name}", () => "").RequireAction("things:Get", "things:thing/{name}").RequireAction("things:Other", "things:thing/{name}");
        app.MapGet("/undeclared", () => "secret");
        app.MapGet("/contradictory", () => "secret").RequireAction("things:Get", "things:thing/a").OpenToAll("by mistake");
        app.MapGet("/missing-value", () => "secret").RequireAction("things:Get", "things:thing/{name}");
        await app.StartAsync();
        await database.Database.WriteAsync(
            session => app.Services.GetRequiredService<RoleStore>().PutDeployedAsync(
                session,
                new RoleRow
                {
                    Name = OnlyA,
                    Description = "",
                    Policy = """{"Statement":[{"Effect":"Allow","Action":"things:Get","Resource":"tyr:dev:things:thing/a"}]}""",
                    Origin = Role.Deployed,
                    UpdatedAt = 0,
                },
                AccessTest.None),
            AccessTest.None);
        return new AccessTestServer(app, database, home);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>All entries of the audit trail, oldest first, once every request has ended and what waits is written.</summary>
    public async Task<IReadOnlyList<AuditEntry>> EntriesAsync()
    {
        var database = Get<Database>();
        do
        {
            await Task.Yield();
            await Get<AuditWriter>().RunOnceAsync(AccessTest.None);
        }
        while (await database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM access_audit_open", null, AccessTest.None), AccessTest.None) > 0);
        return [.. (await Get<IAuditReader>().ListAsync(AuditFilter.All, new PageRequest(null, PageRequest.MaximumSize), AccessTest.None)).Value.Items.Reverse()];
    }

    public async Task AddRoleAsync(string name, string policy, string? trust = null)
    {
        var row = new RoleRow { Name = name, Description = "", Policy = policy, Origin = Role.Deployed, UpdatedAt = 0, Trust = trust };
        await Get<Database>().WriteAsync(session => Get<RoleStore>().PutDeployedAsync(session, row, AccessTest.None), AccessTest.None);
        Get<RoleDirectory>().Forget();
    }

    public async Task<string> TokenAsync(string name, string role) =>
        (await Get<ITokens>().IssueAsync(new TokenRequest(new Principal(Principal.User, name, role), "", null), AccessTest.None)).Secret;

    public void Use(string token) => Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
        Directory.Delete(_home.Root, recursive: true);
    }
}
