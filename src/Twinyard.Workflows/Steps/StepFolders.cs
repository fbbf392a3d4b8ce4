using System.Globalization;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// The output folders of steps: <c>steps/&lt;run&gt;/&lt;step&gt;.&lt;item&gt;.&lt;fence&gt;.&lt;execution&gt;</c>, each written by one execution only. They outlive the attempt,
/// so that another can go on from them.
/// </summary>
/// <param name="root">The folder <c>steps</c>.</param>
internal sealed class StepFolders(string root)
{
    public static string Name(RunRow run, StepRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Step}.{row.Item}.{run.Fence}.{row.Attempts}");

    /// <exception cref="InvalidOperationException">The row has none.</exception>
    public string Path(StepRow row) => System.IO.Path.Combine(
        root, row.KeptIn ?? throw NoFolder(row), row.Folder ?? throw NoFolder(row));

    public bool Exists(StepRow row) => row.Folder is not null && Directory.Exists(Path(row));

    /// <summary>Those of a run; what cannot be removed now is swept later.</summary>
    public void Remove(string run) => OutputFolder.Remove(System.IO.Path.Combine(root, run));

    /// <returns>The runs that have a folder.</returns>
    public IReadOnlyList<string> Runs() => [.. Directory.EnumerateDirectories(root).Select(path => System.IO.Path.GetFileName(path))];

    public long Size(string run)
    {
        try
        {
            return new DirectoryInfo(System.IO.Path.Combine(root, run)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile, by its run's end.
            return 0;
        }
    }

    private static InvalidOperationException NoFolder(StepRow row) => new($"The step {row.Step} has no folder.");
}
