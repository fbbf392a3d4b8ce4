using System.Globalization;
using System.Text;

namespace Twinyard.Repositories.Http;

/// <summary>The head of what a CGI program answers (RFC 3875, section 6): header lines, a blank line, then the body.</summary>
internal sealed record CgiResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> BodyStart)
{
    private const int MaximumHead = 16 * 1024;

    /// <returns>Null when the program ended without a complete head.</returns>
    public static async Task<CgiResponse?> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaximumHead];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await output.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            length += read;
            var (end, body) = FindEnd(buffer.AsSpan(0, length));
            if (end >= 0)
            {
                return Parse(Encoding.ASCII.GetString(buffer, 0, end), buffer.AsMemory(body, length - body));
            }
        }

        return null;
    }

    private static (int End, int Body) FindEnd(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end >= 0)
        {
            return (end, end + 4);
        }

        end = bytes.IndexOf("\n\n"u8);
        return (end, end + 2);
    }

    private static CgiResponse Parse(string head, ReadOnlyMemory<byte> bodyStart)
    {
        var status = 200;
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in head.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                continue;
            }

            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Status", StringComparison.OrdinalIgnoreCase))
            {
                status = int.Parse(value.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            }
            else
            {
                headers.Add(new(name, value));
            }
        }

        return new CgiResponse(status, headers, bodyStart);
    }
}
