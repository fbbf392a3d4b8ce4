using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Twinyard.Platform.Ports;

namespace Twinyard.Signals.Logs;

/// <summary>The lines of a stream's file: JSON a line, and one last line that says that the stream is complete.</summary>
internal static class LogFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] End = Encoding.UTF8.GetBytes("{\"complete\":true}\n");

    public static ReadOnlySpan<byte> EndLine => End;

    public static byte[] Encode(LogLine line)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(line, Options);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    public static bool IsEnd(ReadOnlySpan<byte> lineWithoutBreak) => lineWithoutBreak.SequenceEqual(End.AsSpan(0, End.Length - 1));

    /// <summary>Null for a line that a crash has torn.</summary>
    public static LogLine? Decode(ReadOnlySpan<byte> lineWithoutBreak)
    {
        try
        {
            return JsonSerializer.Deserialize<LogLine>(lineWithoutBreak, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the file ends with the end line.</summary>
    public static bool IsComplete(string path)
    {
        using var file = OpenRead(path);
        if (file.Length < End.Length)
        {
            return false;
        }

        file.Seek(-End.Length, SeekOrigin.End);
        Span<byte> tail = stackalloc byte[End.Length];
        file.ReadExactly(tail);
        return tail.SequenceEqual(End);
    }

    public static FileStream OpenRead(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
}
