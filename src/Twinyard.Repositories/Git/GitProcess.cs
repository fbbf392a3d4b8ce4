using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Twinyard.Repositories.Git;

/// <summary>A running git with its pipes. Disposing ends it, with everything it has started.</summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int MaximumComplaint = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Task<string> _complaint;

    private GitProcess(Process process)
    {
        _process = process;
        _complaint = ReadComplaintAsync(process.StandardError);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="GitException">git is not installed.</exception>
    public static GitProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            return new GitProcess(process);
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new GitException("git could not be started. Install git so that it is on the server's PATH.", e);
        }
    }

    /// <summary>Waits for the end and gives the exit code and what was said on standard error.</summary>
    public async Task<(int ExitCode, string Complaint)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _complaint);
    }

    /// <summary>Closes the input and lets the process end by itself for a while, so that it removes its temporary files.</summary>
    public async Task CloseAsync(TimeSpan grace, TimeProvider time)
    {
        Close(Input);
        using var patience = new CancellationTokenSource(grace, time);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // With both pipes closed git ends by itself, also in the middle of an answer. Killing a tree stops it first and looks through all processes of the machine,
        // and what is stopped while the server itself is killed stays so for ever.
        Close(Output);
        await CloseAsync(Patience, TimeProvider.System);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _complaint;
        _process.Dispose();
    }

    private static void Close(Stream pipe)
    {
        try
        {
            pipe.Close();
        }
        catch (IOException)
        {
            // What was left in the buffer has no reader any more.
        }
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }

    private static async Task<string> ReadComplaintAsync(StreamReader reader)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            kept.Append(buffer, 0, Math.Min(read, MaximumComplaint - kept.Length));
        }

        return kept.ToString().Trim();
    }
}
