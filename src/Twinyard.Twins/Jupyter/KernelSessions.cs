using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Jupyter;

/// <summary>Opens kernels for runs: in a private server here, or on a Jupyter Server that the configuration names.</summary>
internal sealed class KernelSessions(PythonSearch pythons, Confinement confinement, IServerAddress address, HomeDirectory home, IOptions<TwinsOptions> options, IIdGenerator ids, TimeProvider time)
{
    /// <summary>What is uploaded.</summary>
    public const string Archive = "in.tar.gz";

    private const string Root = "twinyard-runs";
    private const string FailedLogFile = "failed-run.log";

    /// <param name="tell">Writes a line into the run's log.</param>
    /// <exception cref="JupyterException">There is no Jupyter on this machine, or it does not start.</exception>
    public async Task<KernelSession> OpenPrivateAsync(TwinRun run, RunFolder folder, Func<string, ValueTask> tell, CancellationToken cancellationToken)
    {
        var python = await pythons.FindAsync(cancellationToken);
        if (!python.IsOk)
        {
            throw new JupyterException(python.Error);
        }

        var variables = ScriptEnvironment.For(run, folder, address, home, options.Value);
        var sockets = await confinement.HasOwnNetworkAsync(run, cancellationToken) ? SocketFolder.Create(home) : null;
        string[] writable = sockets is null ? [] : [sockets.Path];
        var place = new PrivateJupyterPlace(
            // The kernel has its secrets from the server that starts it: they are in no message.
            python.Value, folder.Root, folder.Root, ScriptEnvironment.WithSecrets(run, variables), ["--ServerApp.terminals_enabled=False"], command => confinement.ConfineAsync(command, run, folder, writable, tell, cancellationToken))
        {
            Sockets = sockets,
        };
        var jupyter = await PrivateJupyter.StartAsync(place, time, cancellationToken);
        try
        {
            var settings = Settings(run, variables, [], archive: null);
            return await OpenAsync(jupyter.Server, "", null, settings, jupyter, cancellationToken);
        }
        catch
        {
            await jupyter.DisposeAsync();
            throw;
        }
    }

    /// <summary>Logs in, uploads the run's files and prepares a kernel there.</summary>
    /// <exception cref="JupyterException">The server does not do its part; the error says which.</exception>
    public async Task<KernelSession> OpenAsync(TwinSettings twin, TwinRun run, RunFolder folder, CancellationToken cancellationToken)
    {
        var server = await ConnectAsync(twin, cancellationToken);
        try
        {
            return await OpenAsync(server, twin, run, folder, cancellationToken);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The same on a server that is logged in to. The session disposes of it; where none is opened the caller does.</summary>
    /// <exception cref="JupyterException">The server does not do its part; the error says which.</exception>
    public async Task<KernelSession> OpenAsync(JupyterServer server, TwinSettings twin, TwinRun run, RunFolder folder, CancellationToken cancellationToken)
    {
        var path = await UploadAsync(server, run, folder, cancellationToken);
        return await OpenAsync(server, path, twin.Kernel, Settings(run, RemoteVariables(twin, run), RemotePaths(run), Archive), null, cancellationToken);
    }

    /// <summary>A server that is logged in to.</summary>
    public async Task<JupyterServer> ConnectAsync(TwinSettings twin, CancellationToken cancellationToken)
    {
        var server = new JupyterServer(twin.Url is null ? null : new Uri(twin.Url));
        try
        {
            await JupyterLogins.Of(twin, time).LogInAsync(server, cancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task<KernelSession> OpenAsync(
        JupyterServer server, string path, string? wanted, JsonObject settings, PrivateJupyter? own, CancellationToken cancellationToken)
    {
        var kernels = new JupyterKernels(server);
        var specification = await kernels.FindPythonAsync(wanted, cancellationToken)
            ?? throw new JupyterException(new NotFoundError("jupyter-no-python", $"The Jupyter Server at {server.Address} has no Python kernel.", "Install ipykernel there."));
        var kernel = await kernels.StartAsync(specification, path, cancellationToken);
        var client = new KernelClient(server, kernel, path.Length == 0 ? KernelSetup.Journal : $"{path}/{KernelSetup.Journal}", subProtocols: true, () => own?.HasEnded == true, ids, time);
        try
        {
            await client.PrepareAsync(settings, cancellationToken);
            return new KernelSession(server, path, kernel, client, own);
        }
        catch
        {
            await client.DisposeAsync();
            await kernels.DeleteAsync(kernel, CancellationToken.None);
            throw;
        }
    }

    /// <returns>The run's folder on the server, with its files in <see cref="Archive"/>.</returns>
    /// <exception cref="JupyterException">The server does not take them.</exception>
    public async Task<string> UploadAsync(JupyterServer server, TwinRun run, RunFolder folder, CancellationToken cancellationToken)
    {
        if (run.FailedRunLog is { } log)
        {
            File.Copy(log, Path.Combine(folder.Root, FailedLogFile));
        }

        var sdk = Directory.CreateDirectory(Path.Combine(folder.Root, "sdk")).FullName;
        foreach (var file in Directory.EnumerateFiles(options.Value.PythonSdk, "*.py"))
        {
            File.Copy(file, Path.Combine(sdk, Path.GetFileName(file)));
        }

        var files = new JupyterFiles(server);
        var path = $"{Root}/{ids.NewId():N}";
        await files.MakeFolderAsync(Root, cancellationToken);
        await files.MakeFolderAsync(path, cancellationToken);
        var archive = $"{folder.Root}.tar.gz";
        try
        {
            await using (var packed = File.Create(archive))
            await using (var zipped = new GZipStream(packed, CompressionLevel.Fastest))
            {
                await TarFile.CreateFromDirectoryAsync(folder.Root, zipped, includeBaseDirectory: false, cancellationToken);
            }

            await using var content = File.OpenRead(archive);
            await files.UploadAsync($"{path}/{Archive}", content, cancellationToken);
        }
        finally
        {
            File.Delete(archive);
        }

        return path;
    }

    /// <summary>The variables of a script that is not on this machine, but for <see cref="RemotePaths"/>.</summary>
    public Dictionary<string, string> RemoteVariables(TwinSettings twin, TwinRun run) => new(run.Variables, StringComparer.Ordinal)
    {
        ["TWINYARD_ENDPOINT"] = twin.Endpoint ?? address.LocalUrl,
        ["TWINYARD_TOKEN"] = run.Token,
        ["TWINYARD_RUN_ID"] = run.RunId,
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    /// <summary>Variables whose values are paths, below the run's folder.</summary>
    public static Dictionary<string, string> RemotePaths(TwinRun run)
    {
        var paths = new Dictionary<string, string>
        {
            ["TWINYARD_EVENT"] = "event.json",
            ["TWINYARD_INPUT"] = "input.json",
            ["TWINYARD_OUTPUT"] = "out",
            ["PYTHONPATH"] = "sdk",
            ["TMPDIR"] = "tmp",
        };
        if (run.FailedRunLog is not null)
        {
            paths[ScriptEnvironment.FailedRunLog] = FailedLogFile;
        }

        return paths;
    }

    private static JsonObject Settings(TwinRun run, IReadOnlyDictionary<string, string> variables, Dictionary<string, string> paths, string? archive) => new()
    {
        ["journal"] = KernelSetup.Journal,
        ["archive"] = archive,
        ["folder"] = run.Folder.Length == 0 ? "tree" : $"tree/{run.Folder}",
        ["folders"] = new JsonArray("tmp", "out"),
        ["variables"] = Object(variables),
        ["paths"] = Object(paths),
    };

    private static JsonObject Object(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
}
