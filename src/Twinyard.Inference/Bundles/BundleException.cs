namespace Twinyard.Inference.Bundles;

/// <summary>A bundle cannot be used. The message names the file, what is wrong with it, and what to do.</summary>
/// <param name="file">The file within the bundle, or the bundle itself; with the line where there is one: <c>bundle.yaml(4)</c>.</param>
/// <param name="problem">What is wrong.</param>
/// <param name="remedy">What to do about it.</param>
public sealed class BundleException(string file, string problem, string remedy, Exception? cause = null)
    : Exception($"{file}: {problem} {remedy}", cause)
{
    public string File { get; } = file;

    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
