using System.Globalization;

namespace Twinyard.Chaos.Serving;

/// <summary>
/// A file for every attempt that began to execute, from all servers and scripts: what the journal says of attempts is checked against it. Names alone
/// are written, because a name is there or not, whoever is killed and however many write at the same time.
/// </summary>
internal sealed class StartBook(string folder)
{
    private int _started;

    public void Add(string stamp)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{stamp}.{Environment.ProcessId}-{Interlocked.Increment(ref _started)}");
        using var made = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
    }

    /// <returns>The attempts that began, as often as they did.</returns>
    public static IReadOnlyList<string> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(Path.GetFileNameWithoutExtension).OfType<string>()];
}
