using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>A Jupyter Server's kernels.</summary>
internal sealed class JupyterKernels(JupyterServer server)
{
    /// <param name="wanted">A specification's name; null for the server's default where that is Python, else its first Python kernel.</param>
    /// <returns>Null where the server has none.</returns>
    public async Task<string?> FindPythonAsync(string? wanted, CancellationToken cancellationToken)
    {
        var answer = await server.CallAsync(HttpMethod.Get, "api/kernelspecs", null, cancellationToken);
        var python = (answer?["kernelspecs"] as JsonObject ?? [])
            .Where(spec => string.Equals((string?)spec.Value?["spec"]?["language"], "python", StringComparison.OrdinalIgnoreCase))
            .Select(spec => spec.Key)
            .ToList();
        if (wanted is not null)
        {
            return python.Contains(wanted)
                ? wanted
                : throw new JupyterException(new NotFoundError(
                    "jupyter-kernel-unknown", $"The Jupyter Server at {server.Address} has no Python kernel '{wanted}'; it has {(python.Count == 0 ? "none" : string.Join(", ", python))}.", "Change the twin's kernel in the configuration."));
        }

        var byDefault = (string?)answer?["default"];
        return byDefault is not null && python.Contains(byDefault) ? byDefault : python.FirstOrDefault();
    }

    /// <param name="path">The folder it starts in, below the server's root.</param>
    /// <returns>The kernel's id.</returns>
    public async Task<string> StartAsync(string specification, string path, CancellationToken cancellationToken)
    {
        var model = await server.CallAsync(HttpMethod.Post, "api/kernels", new JsonObject { ["name"] = specification, ["path"] = path }, cancellationToken);
        return (string?)model?["id"] ?? throw new JupyterException(new FailedError("jupyter-answer", $"The Jupyter Server at {server.Address} started a kernel without an id."));
    }

    /// <returns>Such as <c>idle</c> or <c>busy</c>; null where there is no such kernel any more.</returns>
    public async Task<string?> StateAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (string?)(await server.CallAsync(HttpMethod.Get, $"api/kernels/{id}", null, cancellationToken))?["execution_state"] ?? "unknown";
        }
        catch (JupyterException e) when (e.Error is NotFoundError)
        {
            return null;
        }
    }

    public Task InterruptAsync(string id, CancellationToken cancellationToken) =>
        server.CallAsync(HttpMethod.Post, $"api/kernels/{id}/interrupt", null, cancellationToken);

    /// <summary>Ends it; one that is gone already is fine.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await server.CallAsync(HttpMethod.Delete, $"api/kernels/{id}", null, cancellationToken);
        }
        catch (JupyterException e) when (e.Error is NotFoundError)
        {
            // It died meanwhile.
        }
    }
}
