using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>
/// A managed notebook instance: a command prints a URL that is good for a short time; visiting it gives the cookies, and where its redirections end
/// is the server.
/// </summary>
/// <param name="command">The program and its arguments.</param>
internal sealed class PresignedUrlLogin(IReadOnlyList<string> command, TimeProvider time) : IJupyterLogin
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly string[] Pages = ["lab", "tree", "login", ""];

    public async Task LogInAsync(JupyterServer server, CancellationToken cancellationToken)
    {
        var presigned = await ObtainAsync(cancellationToken);
        using var response = await server.VisitAsync(presigned, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new JupyterException(new FailedError(
                "jupyter-login-refused", $"The presigned URL of {presigned.Authority} was answered with {(int)response.StatusCode}.", "Check that the notebook instance is running and that the command prints a fresh URL."));
        }

        server.MoveTo(server.ConfiguredAddress ?? new Uri((response.RequestMessage?.RequestUri ?? presigned).GetLeftPart(UriPartial.Authority)));
        foreach (var page in Pages)
        {
            if (server.Xsrf is not null)
            {
                return;
            }

            using var visited = await server.VisitAsync(new Uri(server.Address, page), cancellationToken);
        }
    }

    private async Task<Uri> ObtainAsync(CancellationToken cancellationToken)
    {
        var lines = new List<(string Source, string Text)>();
        var child = new ChildCommand { FileName = command[0], Arguments = [.. command.Skip(1)], WorkingDirectory = Path.GetTempPath(), Timeout = Longest, Environment = Inherited() };
        var outcome = await ChildProcess.RunAsync(
            child,
            (source, text) =>
            {
                lines.Add((source, text));
                return ValueTask.CompletedTask;
            },
            time,
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome is not ChildExited { ExitCode: 0 })
        {
            var why = outcome is ChildNotStarted not ? not.Reason : lines.LastOrDefault(line => line.Source == "stderr").Text ?? outcome.ToString();
            throw Failed($"The command {command[0]} did not give a presigned URL: {why}");
        }

        // The URL itself is a credential and is not repeated in an error.
        return lines.Where(line => line.Source == "stdout").Select(line => line.Text.Trim().Trim('"')).FirstOrDefault(text => text.Length > 0) is { } text
            && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw Failed($"The command {command[0]} did not print a URL as its first line.");
    }

    // Unlike a script it is the operator's own, and finds its cloud credentials where the operator put them.
    private static Dictionary<string, string> Inherited() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    private static JupyterException Failed(string message) =>
        new(new FailedError("jupyter-presigned-url", message, "Run the twin's command by hand as the server's user; it must print the URL and nothing else on standard output."));
}
