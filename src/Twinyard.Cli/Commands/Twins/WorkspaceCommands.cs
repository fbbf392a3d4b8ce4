using System.CommandLine;
using Twinyard.Contracts.Twins;

namespace Twinyard.Cli.Commands.Twins;

/// <summary><c>twinyard twin start</c> and <c>twinyard twin stop</c>.</summary>
internal static class WorkspaceCommands
{
    public static Command Start() => new Command("start", "Start a Jupyter server over your workspace, as you; it stops when it is idle").Does(async (call, cancellationToken) =>
    {
        var workspace = await call.Api.PostAsync<WorkspaceSummary>("twins/workspace/start", null, cancellationToken);
        call.Out.Result(workspace, it => Print(call, it));
    });

    public static Command Stop() => new Command("stop", "Stop your Jupyter server and its kernels; the workspace stays").Does(async (call, cancellationToken) =>
    {
        var workspace = await call.Api.PostAsync<WorkspaceSummary>("twins/workspace/stop", null, cancellationToken);
        call.Out.Result(workspace, it => Print(call, it));
    });

    public static void Print(CliCall call, WorkspaceSummary workspace) => call.Out.Facts(
        ("Workspace", workspace.Folder), ("Jupyter", workspace.State), ("URL", workspace.Url), ("Started", workspace.StartedAt));
}
