using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Development;

/// <summary>
/// A Jupyter Server for each person who starts one, on loopback, over the workspace that persists. Its kernels see what a script sees, with a session of
/// the person's role. It stops by hand, when it is idle for <see cref="TwinsOptions.StopIdle"/>, and with this server.
/// </summary>
internal sealed class PersonalTwins(
    PythonSearch pythons, Confinement confinement, ITokens tokens, IServerAddress address, HomeDirectory home, IOptions<TwinsOptions> options, IIdGenerator ids, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, PersonalTwin> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    public WorkspaceSummary Get(Principal principal) => Summary(principal, Find(principal));

    /// <returns>The caller's running Jupyter server; null where there is none, or it runs in another role than the caller's: its kernels have that role's session.</returns>
    public PrivateJupyter? Running(Principal principal) => Find(principal)?.Jupyter;

    /// <summary>Starts it, or gives the one that runs.</summary>
    public async Task<Result<WorkspaceSummary>> StartAsync(Principal principal, CancellationToken cancellationToken)
    {
        if (principal.RefuseInSession("A workspace") is { } outlives)
        {
            return outlives;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_running.TryGetValue(principal.Name, out var running) && !running.Jupyter.HasEnded)
            {
                return running.Role == principal.Role
                    ? Summary(principal, running)
                    : new ConflictError("workspace-other-role", $"Your Jupyter server runs in the role {running.Role}, and you ask as {principal.Role}.", "Stop it first: `twinyard twin stop`.");
            }

            await ReleaseAsync(principal.Name);
            var python = await pythons.FindAsync(cancellationToken);
            return python.IsOk ? Summary(principal, await OpenAsync(python.Value, principal, cancellationToken)) : python.Error;
        }
        catch (JupyterException e)
        {
            return e.Error;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops it with its kernels; the workspace stays.</summary>
    public async Task<WorkspaceSummary> StopAsync(Principal principal, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await ReleaseAsync(principal.Name);
            return Summary(principal, null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives back what belongs to those that have stopped by themselves.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _running.Where(entry => entry.Value.Jupyter.HasEnded).Select(entry => entry.Key).ToList())
        {
            await _gate.WaitAsync(cancellationToken);
            await (_running.TryGetValue(name, out var twin) && twin.Jupyter.HasEnded ? ReleaseAsync(name) : Task.CompletedTask);
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _running.Keys)
        {
            await ReleaseAsync(name);
        }

        _gate.Dispose();
    }

    private async Task<PersonalTwin> OpenAsync(string python, Principal principal, CancellationToken cancellationToken)
    {
        var id = ids.NewId().ToString();
        var own = Directory.CreateDirectory(Path.Combine(home.Runs, $"person-{id}")).FullName;
        var workspace = WorkspaceFolder.Of(home, principal);
        var session = new Principal(Principal.Run, id, principal.Role);
        var issued = await tokens.IssueAsync(new TokenRequest(session, $"Jupyter server of {principal.Name}", LongestSession), cancellationToken);
        var variables = new Dictionary<string, string>
        {
            ["TWINYARD_ENDPOINT"] = address.LocalUrl,
            ["TWINYARD_TOKEN"] = issued.Secret,
            ["TWINYARD_RUN_ID"] = "local",
            ["TWINYARD_OUTPUT"] = Path.Combine(workspace, "twinyard-output"),
            ["TWINYARD_WORKSPACE"] = workspace,
            ["PYTHONPATH"] = options.Value.PythonSdk,
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(own, "tmp")).FullName,
        };
        var idle = (long)options.Value.StopIdle.TotalSeconds;
        try
        {
            // A kernel that is idle so long ends first, and a server without kernels and terminals after as long again.
            var place = new PrivateJupyterPlace(
                python, workspace, own, variables, [$"--MappingKernelManager.cull_idle_timeout={idle}", "--MappingKernelManager.cull_connected=True", $"--ServerApp.shutdown_no_activity_timeout={idle}"],
                command => confinement.ConfineAsync(command, RunLimits.None, [], [own, workspace], gate: null, cancellationToken))
            {
                BasePath = WorkspaceProxy.Path,
            };
            var twin = new PersonalTwin(id, own, principal.Role, await PrivateJupyter.StartAsync(place, time, cancellationToken), time.GetUtcNow());
            return _running[principal.Name] = twin;
        }
        catch
        {
            await tokens.RevokeAsync(Principal.Run, id, CancellationToken.None);
            DevelopmentExecutor.Remove(own);
            throw;
        }
    }

    private PersonalTwin? Find(Principal principal) =>
        principal is { Kind: Principal.User, Session: null } && _running.TryGetValue(principal.Name, out var twin) && !twin.Jupyter.HasEnded && twin.Role == principal.Role ? twin : null;

    private async Task ReleaseAsync(string name)
    {
        if (_running.TryRemove(name, out var twin))
        {
            await twin.Jupyter.DisposeAsync();
            await tokens.RevokeAsync(Principal.Run, twin.Id, CancellationToken.None);
            DevelopmentExecutor.Remove(twin.Own);
        }
    }

    private WorkspaceSummary Summary(Principal principal, PersonalTwin? twin) => new(
        WorkspaceFolder.Of(home, principal), twin is null ? "stopped" : "running", twin is null ? null : $"{twin.Jupyter.Server.Address}?token={twin.Jupyter.Token}", twin?.StartedAt)
    {
        Page = twin is null ? null : $"{address.Url.TrimEnd('/')}{WorkspaceProxy.Path}",
    };

    private sealed record PersonalTwin(string Id, string Own, string Role, PrivateJupyter Jupyter, DateTimeOffset StartedAt);
}
