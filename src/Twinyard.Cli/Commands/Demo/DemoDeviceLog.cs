using System.Globalization;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>What devices have to say goes to one file, not between the lines of the story.</summary>
internal sealed class DemoDeviceLog(string path) : IDisposable
{
    private readonly TextWriter _file = TextWriter.Synchronized(new StreamWriter(path, append: true) { AutoFlush = true });

    public string Path => path;

    public void Write(string device, string line) =>
        _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {device} {line}"));

    public void Dispose() => _file.Dispose();
}
