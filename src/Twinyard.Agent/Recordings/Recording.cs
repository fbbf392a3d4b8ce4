using System.Globalization;
using System.IO.Compression;

namespace Twinyard.Agent.Recordings;

/// <summary>Reads recordings in the layout of C-MAPSS, plain or gzipped (by the name's <c>.gz</c>).</summary>
public static class Recording
{
    /// <summary>Row by row, without holding the file in memory.</summary>
    /// <exception cref="RecordingException">The file is not there, or a line is not 26 numbers.</exception>
    public static IEnumerable<RecordingRow> Read(string path)
    {
        using var reader = Open(path);
        var number = 0;
        while (ReadLine(reader, path, number) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(path, number, line);
            }
        }
    }

    /// <summary>Numbers of units in the order in which they come.</summary>
    public static IReadOnlyList<int> Units(string path) => [.. Read(path).Select(row => row.Unit).Distinct()];

    private static StreamReader Open(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            return new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(path, 0, $"The recording cannot be opened: {e.Message}");
        }
    }

    private static string? ReadLine(StreamReader reader, string path, int before)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new RecordingException(path, before + 1, $"The recording cannot be read on: {e.Message} Get the file again.");
        }
    }

    private static RecordingRow Parse(string path, int number, string line)
    {
        var values = new double[RecordingColumns.Settings + RecordingColumns.Sensors];
        var column = 0;
        var unit = 0;
        var cycle = 0;
        foreach (var range in line.AsSpan().SplitAny(' ', '\t'))
        {
            var text = line.AsSpan()[range];
            if (text.IsEmpty)
            {
                continue;
            }

            var isRead = column switch
            {
                0 => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unit),
                1 => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cycle),
                < RecordingColumns.LineColumns => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[column - 2]) && double.IsFinite(values[column - 2]),
                _ => true,
            };
            if (!isRead)
            {
                throw new RecordingException(path, number, $"Column {column + 1} is '{text}', and {(column < 2 ? "a whole number" : "a finite number")} is expected.");
            }

            column++;
        }

        return column == RecordingColumns.LineColumns
            ? new RecordingRow(unit, cycle, values)
            : throw new RecordingException(path, number, $"The line has {column} columns, and a recording has {RecordingColumns.LineColumns}: unit, cycle, 3 settings, 21 sensors.");
    }
}
