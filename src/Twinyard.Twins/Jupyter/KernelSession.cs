using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>A kernel that is prepared for one run, and the run's files on the server it runs on. Disposed of, both are gone.</summary>
/// <param name="Path">The run's folder below the server's root; empty for a private server, whose root it is.</param>
/// <param name="Private">The server where it is the run's own.</param>
internal sealed record KernelSession(JupyterServer Server, string Path, string Kernel, KernelClient Client, PrivateJupyter? Private) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPacking = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestCleaning = TimeSpan.FromMinutes(1);

    /// <summary>Brings what the run left in the kernel's output folder here.</summary>
    /// <exception cref="JupyterException">It could not be packed or read.</exception>
    public async Task FetchOutputsAsync(string folder, CancellationToken cancellationToken)
    {
        if (Private is not null)
        {
            // It wrote there itself.
            return;
        }

        var parts = 0;
        var reply = await Client.ExecuteAsync(
            KernelSetup.Pack(),
            silent: true,
            LongestPacking,
            entry =>
            {
                parts = entry.Type == "twinyard.packed" ? (int?)entry.Content["parts"] ?? 0 : parts;
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        if (reply is not KernelDone)
        {
            throw new JupyterException(new FailedError("jupyter-outputs", $"The run's outputs could not be packed on {Server.Address}: {KernelClient.Explain(reply)}", "Check the room on its disk."));
        }

        await OutputArchive.UnpackAsync(new JupyterFiles(Server), Path, parts, folder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        using var longest = new CancellationTokenSource(LongestCleaning);
        try
        {
            if (Private is null)
            {
                await Client.ExecuteAsync(KernelSetup.Clean(), silent: true, LongestCleaning / 2, _ => ValueTask.CompletedTask, longest.Token);
            }

            await new JupyterKernels(Server).DeleteAsync(Kernel, longest.Token);
            if (Private is null)
            {
                await new JupyterFiles(Server).DeleteAsync(Path, longest.Token);
            }
        }
        catch (Exception e) when (e is JupyterException or OperationCanceledException)
        {
            // The server is out of reach; what is left there lies in a folder that no other run uses.
        }

        await Client.DisposeAsync();
        if (Private is not null)
        {
            await Private.DisposeAsync();
        }
        else
        {
            Server.Dispose();
        }
    }
}
