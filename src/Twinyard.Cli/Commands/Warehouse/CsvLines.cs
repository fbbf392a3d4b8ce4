namespace Twinyard.Cli.Commands.Warehouse;

/// <summary>CSV with the line ends that shells expect.</summary>
internal static class CsvLines
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Copies CSV and leaves the CR of its CRLF line ends out; what is within quotes stays as it is.</summary>
    public static async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var quoted = false;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var kept = 0;
            for (var i = 0; i < read; i++)
            {
                quoted ^= buffer[i] == (byte)'"';
                if (quoted || buffer[i] != (byte)'\r')
                {
                    buffer[kept++] = buffer[i];
                }
            }

            await target.WriteAsync(buffer.AsMemory(0, kept), cancellationToken);
        }
    }
}
