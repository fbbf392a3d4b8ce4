using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Jupyter;

/// <summary>Finds a Python on the server's <c>PATH</c> that can run notebooks, and remembers it.</summary>
/// <param name="searchPath">Folders as in <c>PATH</c>.</param>
internal sealed class PythonSearch(string searchPath, TimeProvider time)
{
    private const string Probe =
        "import importlib.util, sys; print(','.join(name for name in ('ipykernel', 'jupyter_server') if importlib.util.find_spec(name) is None))";

    private volatile string? _found;

    public async Task<Result<string>> FindAsync(CancellationToken cancellationToken)
    {
        if (_found is { } known)
        {
            return known;
        }

        string? missing = null;
        foreach (var folder in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            if (new ProgramSearch(folder).Find("python3") is not { } python)
            {
                continue;
            }

            var lacks = await ProbeAsync(python, cancellationToken);
            if (lacks.Length == 0)
            {
                _found = python;
                return python;
            }

            missing ??= $"{python} has no {lacks.Replace(",", " and no ", StringComparison.Ordinal)}";
        }

        return new FailedError(
            "jupyter-missing",
            $"Notebooks cannot run on the server: {missing ?? "there is no python3 on its PATH"}.",
            "Install both with `apt-get install jupyter-server python3-ipykernel`, or with `python3 -m pip install jupyter-server ipykernel`, or name a twin of kind jupyter.");
    }

    private async Task<string> ProbeAsync(string python, CancellationToken cancellationToken)
    {
        var answer = "ipykernel,jupyter_server";
        var command = new ChildCommand { FileName = python, Arguments = ["-c", Probe], WorkingDirectory = Path.GetTempPath(), Timeout = TimeSpan.FromSeconds(30) };
        var outcome = await ChildProcess.RunAsync(
            command,
            (source, line) =>
            {
                answer = source == "stdout" ? line : answer;
                return ValueTask.CompletedTask;
            },
            time,
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome is ChildExited { ExitCode: 0 } ? answer : "ipykernel,jupyter_server";
    }
}
