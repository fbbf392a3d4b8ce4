using System.Buffers;
using System.Globalization;
using System.Text;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>Reads many blobs through one <c>git cat-file --batch</c>, one after another.</summary>
internal sealed class BlobReader : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly GitRepository _repository;
    private readonly GitProcess _process;
    private readonly BufferedStream _output;

    public BlobReader(GitRepository repository)
    {
        _repository = repository;
        _process = repository.Start(["cat-file", "--batch"]);
        _output = new BufferedStream(_process.Output, BufferBytes);
    }

    /// <exception cref="GitException">The repository does not hold the blob.</exception>
    public async Task CopyAsync(string blob, Stream destination, CancellationToken cancellationToken)
    {
        await _process.Input.WriteAsync(Encoding.ASCII.GetBytes(blob + "\n"), cancellationToken);
        await _process.Input.FlushAsync(cancellationToken);

        // "<id> blob <size>\n<content>\n", or "<id> missing\n".
        var header = await ReadLineAsync(cancellationToken);
        var fields = header.Split(' ');
        if (fields.Length != 3 || !long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            throw new GitException($"Blob {blob} could not be read from {_repository.Name}: {header}");
        }

        await CopyAsync(size, destination, cancellationToken);
        await ReadLineAsync(cancellationToken);
    }

    public async Task<string> ReadTextAsync(string blob, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await CopyAsync(blob, content, cancellationToken);
        content.Position = 0;
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task CopyAsync(long size, Stream destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (size > 0)
            {
                var read = await _output.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, size)), cancellationToken);
                if (read == 0)
                {
                    throw new GitException($"git ended in the middle of a blob of {_repository.Name}.");
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                size -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await _output.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }
}
