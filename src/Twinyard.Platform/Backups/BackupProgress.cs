namespace Twinyard.Platform.Backups;

/// <summary>How far a backup, or its way back, is. Written by one, read by anyone.</summary>
public sealed class BackupProgress
{
    private long _files;
    private long _bytes;
    private volatile string _phase = "beginning";

    public string Phase
    {
        get => _phase;
        set => _phase = value;
    }

    public long Files => Interlocked.Read(ref _files);

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes)
    {
        Interlocked.Increment(ref _files);
        Interlocked.Add(ref _bytes, bytes);
    }
}
