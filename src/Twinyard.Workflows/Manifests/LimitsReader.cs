using Twinyard.Platform.Manifests;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads what a run may use: <c>memory</c>, <c>cpu</c>, <c>processes</c> and <c>file-size</c> of <c>run:</c>.</summary>
internal static class LimitsReader
{
    public const int MaximumProcesses = 10_000;

    // With less not even a shell starts.
    private const long LeastMemory = 1_000_000;

    /// <returns>Null where nothing is limited.</returns>
    public static LimitsSpecification? Read(ManifestMap run)
    {
        var limits = new LimitsSpecification(
            ReadSize(run, "memory", LeastMemory),
            ReadCpu(run),
            run.Has("processes") ? (int)run.Integer("processes", 1, 1, MaximumProcesses) : null,
            ReadSize(run, "file-size", 1));
        return limits == new LimitsSpecification(null, null, null, null) ? null : limits;
    }

    private static long? ReadSize(ManifestMap run, string key, long least)
    {
        if (run.Value(key) is not { } value || value.AsText() is not { } text)
        {
            return null;
        }

        if (ByteSize.Parse(text) is not { } size)
        {
            value.Report($"'{text}' is not a size. Write a number and a unit: 512MB, 2GB, or 512MiB for powers of 1024.");
            return null;
        }

        if (size < least)
        {
            value.Report($"'{text}' is less than the least, {ByteSize.Text(least)}.");
        }

        return size;
    }

    private static long? ReadCpu(ManifestMap run)
    {
        if (!run.Has("cpu"))
        {
            return null;
        }

        var cpu = run.Duration("cpu", TimeSpan.FromSeconds(1));
        if (cpu < TimeSpan.FromSeconds(1))
        {
            run.Report("cpu", "Processor time is at least 1s.");
        }

        return (long)cpu.TotalMilliseconds;
    }
}
