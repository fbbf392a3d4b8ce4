using Twinyard.Contracts.Twins;

namespace Twinyard.Cli.Commands.Twins;

/// <summary><c>twinyard twin start</c> and <c>twinyard twin stop</c> without a name.</summary>
internal static class WorkspaceCommands
{
    public static async Task StartAsync(CliCall call, CancellationToken cancellationToken)
    {
        var workspace = await call.Api.PostAsync<WorkspaceSummary>("twins/workspace/start", null, cancellationToken);
        call.Out.Result(workspace, it => Print(call, it));
    }

    public static async Task StopAsync(CliCall call, CancellationToken cancellationToken)
    {
        var workspace = await call.Api.PostAsync<WorkspaceSummary>("twins/workspace/stop", null, cancellationToken);
        call.Out.Result(workspace, it => Print(call, it));
    }

    public static void Print(CliCall call, WorkspaceSummary workspace) => call.Out.Facts(
        ("Workspace", workspace.Folder), ("Jupyter", workspace.State), ("Page", workspace.Page), ("URL", workspace.Url), ("Started", workspace.StartedAt));
}
