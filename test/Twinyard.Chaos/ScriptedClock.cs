using System.IO.MemoryMappedFiles;

namespace Twinyard.Chaos;

/// <summary>
/// Real time plus an offset that lies in a file, so that one script moves the clock of every process that has the file open. Timers go on in
/// real time, as they do when a machine's clock is set.
/// </summary>
internal sealed class ScriptedClock : TimeProvider, IDisposable
{
    private const int Bytes = sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _offset;
    private DateTimeOffset _highest;

    public ScriptedClock(string path)
    {
        using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            if (file.Length < Bytes)
            {
                file.SetLength(Bytes);
            }
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, Bytes);
        _offset = _file.CreateViewAccessor(0, Bytes);
        _highest = GetUtcNow();
    }

    /// <summary>The latest time that it has shown to anybody, as far as this process moved it.</summary>
    public DateTimeOffset Highest => GetUtcNow() is var now && now > _highest ? now : _highest;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(_offset.ReadInt64(0));

    /// <param name="by">Negative to put it back.</param>
    public void Move(TimeSpan by)
    {
        _highest = Highest;
        _offset.Write(0, _offset.ReadInt64(0) + by.Ticks);
    }

    public void Dispose()
    {
        _offset.Dispose();
        _file.Dispose();
    }
}
