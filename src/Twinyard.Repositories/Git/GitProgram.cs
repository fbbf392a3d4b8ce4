using System.Globalization;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;

namespace Twinyard.Repositories.Git;

/// <summary>Runs git on the environment's repositories.</summary>
internal sealed class GitProgram
{
    private readonly Dictionary<string, string> _environment;
    private readonly KeyValuePair<string, string>[] _settings;
    private readonly string _root;

    public GitProgram(HomeDirectory home, IOptions<RepositoriesOptions> options)
    {
        _root = home.Repositories;
        HooksFolder = Path.Combine(_root, ".hooks");
        _settings = Settings(HooksFolder, options.Value);
        _environment = GitEnvironment.For(_root, _settings);
    }

    /// <summary>Holds every bare repository as <c>&lt;name&gt;.git</c>, and the server's own folders, whose names start with a dot.</summary>
    public string Root => _root;

    public string HooksFolder { get; }

    public string FolderOf(string repository) => Path.Combine(_root, repository + ".git");

    public GitProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var environment = _environment;
        if (variables is not null)
        {
            environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal);
            foreach (var (name, value) in variables)
            {
                environment[name] = value;
            }
        }

        return GitProcess.Start(arguments, environment, _root);
    }

    /// <param name="input">Given to standard input; empty for none.</param>
    /// <param name="maximumBytes">Output beyond this ends the command.</param>
    public Task<GitOutput> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, int maximumBytes, CancellationToken cancellationToken) =>
        RunAsync(arguments, input, maximumBytes, [], cancellationToken);

    /// <param name="settings">Of git's configuration, beside those that every process has.</param>
    public async Task<GitOutput> RunAsync(
        IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, int maximumBytes, IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        await using var process = settings.Count == 0 ? Start(arguments) : Start(arguments, GitEnvironment.For(_root, [.. _settings, .. settings]));
        var feeding = FeedAsync(process, input, cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await process.Output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, maximumBytes - kept.Length));
            if (kept.Length == maximumBytes)
            {
                return new GitOutput(0, kept.ToArray(), "", IsTruncated: true);
            }
        }

        await feeding;
        var (exitCode, complaint) = await process.EndAsync(cancellationToken);
        return new GitOutput(exitCode, kept.ToArray(), complaint, IsTruncated: false);
    }

    private static async Task FeedAsync(GitProcess process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            if (!input.IsEmpty)
            {
                await process.Input.WriteAsync(input, cancellationToken);
            }

            process.Input.Close();
        }
        catch (IOException)
        {
            // git ended before it had read everything; its exit code tells.
        }
    }

    private static KeyValuePair<string, string>[] Settings(string hooks, RepositoriesOptions options) =>
    [
        new("core.hooksPath", hooks),
        // Whoever owns the data directory may have been changed by a restore; the directory's lock and mode protect it.
        new("safe.directory", "*"),
        new("core.fsync", "committed,reference"),
        new("core.quotePath", "false"),
        new("i18n.logOutputEncoding", "UTF-8"),
        new("http.receivepack", "true"),
        new("receive.fsckObjects", "true"),
        new("receive.maxInputSize", options.MaximumPushBytes.ToString(CultureInfo.InvariantCulture)),
        new("receive.advertisePushOptions", "true"),
        // Old heads stay: a run's commit must be there for as long as somebody may ask for it.
        new("receive.autogc", "false"),
        new("gc.auto", "0"),
    ];
}
