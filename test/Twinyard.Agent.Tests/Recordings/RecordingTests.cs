using System.IO.Compression;
using Twinyard.Agent.Recordings;

namespace Twinyard.Agent.Tests.Recordings;

public sealed class RecordingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-recording-");

    [Theory, InlineData("r.txt"), InlineData("r.txt.gz")]
    public void Read_Lines_GivesTheirRows(string name)
    {
        var rows = Recording.Read(Write(name, Line(1, 1) + "  \n\n" + Line(1, 2) + "\n" + Line(2, 1) + "\n")).ToList();

        rows.Select(row => (row.Unit, row.Cycle)).ShouldBe([(1, 1), (1, 2), (2, 1)]);
        rows[0].Values.Length.ShouldBe(24);
        rows[0].Values[^1].ShouldBe(26);
    }

    [Theory]
    [InlineData("1 1 2.5", "(1): The line has 3 columns")]
    [InlineData("1 x 2.5", "(1): Column 2 is 'x'")]
    [InlineData("1 1 nan", "(1): Column 3 is 'nan'")]
    public void Read_BrokenLine_NamesFileAndLine(string line, string problem) =>
        Should.Throw<RecordingException>(() => Recording.Read(Write("broken.txt", line)).ToList()).Message.ShouldContain("broken.txt" + problem);

    [Fact]
    public void Read_TooManyColumns_IsRefused() =>
        Should.Throw<RecordingException>(() => Recording.Read(Write("wide.txt", Line(1, 1) + " 7")).ToList()).Message.ShouldContain("has 27 columns");

    [Fact]
    public void Read_NoGzipInAGz_NamesTheFile() =>
        Should.Throw<RecordingException>(() => Recording.Read(WriteText("plain.txt.gz", "1 1")).ToList()).Message.ShouldContain("plain.txt.gz");

    [Fact]
    public void Read_NoSuchFile_NamesTheFile() =>
        Should.Throw<RecordingException>(() => Recording.Read("nowhere.txt").ToList()).Message.ShouldContain("nowhere.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Line(int unit, int cycle) => $"{unit} {cycle} " + string.Join(' ', Enumerable.Range(3, 24));

    private string Write(string name, string text)
    {
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            return WriteText(name, text);
        }

        var path = Path.Combine(_folder.FullName, name);
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return path;
    }

    private string WriteText(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
