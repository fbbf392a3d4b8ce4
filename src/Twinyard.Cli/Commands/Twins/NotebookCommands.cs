using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.Json;
using Twinyard.Contracts.Twins;

namespace Twinyard.Cli.Commands.Twins;

/// <summary><c>twinyard twin notebook …</c></summary>
internal static class NotebookCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The run's id, as in `twinyard twin status`" };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the executed notebook there, also when it failed", HelpName = "FILE" };
    private static readonly Option<string?> Timeout = TwinCommands.TimeoutOption();
    private static readonly Option<string?> CellTimeout = new("--cell-timeout") { Description = "Longest time of one cell", HelpName = "DURATION" };

    public static Command Build() => new("notebook", "Notebooks in the development twin") { Run(), Resume(), Get() };

    private static Command Run()
    {
        var file = new Argument<string>("file") { Description = "An .ipynb file; the files of its git work tree go with it" };
        var parameters = new Option<string[]>("--parameter", "-p") { Description = "A parameter, put behind the cell tagged `parameters`; the value is JSON, or else a text", HelpName = "NAME=VALUE", Arity = ArgumentArity.ZeroOrMore };
        var twin = TwinCommands.TwinOption();
        return new Command("run", "Run a notebook's cells in order, as its workflow's manifest says, with your role") { file, parameters, twin, Timeout, CellTimeout, Out, TwinCommands.NoManifest }.Does(async (call, cancellationToken) =>
        {
            var files = await TwinFiles.OfAsync(call.Get(file), cancellationToken);
            var request = new DevelopmentRunRequest(
                files.Script, files.Files, JsonSerializer.SerializeToElement(Parameters(call.Get(parameters) ?? [])), call.Get(twin), call.Get(Timeout), call.Get(CellTimeout), IgnoreManifest: call.Get(TwinCommands.NoManifest));
            var run = await TwinRunWatch.StartAsync(call, request, cancellationToken);
            return await EndAsync(call, run, call.Get(file), cancellationToken);
        });
    }

    private static Command Resume()
    {
        var file = new Argument<string?>("file") { Description = "The mended notebook; without it, as it was", Arity = ArgumentArity.ZeroOrOne };
        var cell = new Option<int?>("--cell") { Description = "Go on at this cell, counted from 1 (default: the one that stopped it)", HelpName = "N" };
        return new Command("resume", "Go on with a failed notebook at the cell that failed, while its kernel is kept") { Id, file, cell, Timeout, CellTimeout, Out }.Does(async (call, cancellationToken) =>
        {
            var path = call.Parsed.GetValue(file);
            if (path is not null && !File.Exists(path))
            {
                throw new CliError(ExitCodes.NotFound, $"There is no file {path}.");
            }

            var request = new ResumeRequest(path is null ? null : await File.ReadAllBytesAsync(path, cancellationToken), call.Get(cell), call.Get(Timeout), call.Get(CellTimeout));
            var run = await call.Api.PostAsync<DevelopmentRunSummary>($"twins/runs/{Uri.EscapeDataString(call.Get(Id))}/resume", request, cancellationToken);
            return await EndAsync(call, run, path, cancellationToken);
        });
    }

    private static Command Get() => new Command("get", "The executed notebook of a run of yours, as far as it is") { Id, Out }.Does(async (call, cancellationToken) =>
    {
        await using var output = call.Get(Out) is { } file ? File.Create(file) : Console.OpenStandardOutput();
        await CopyAsync(call, call.Get(Id), output, cancellationToken);
    });

    private static async Task<int> EndAsync(CliCall call, DevelopmentRunSummary started, string? file, CancellationToken cancellationToken)
    {
        var run = await TwinRunWatch.UntilEndAsync(call, started, cancellationToken);
        var exitCode = TwinRunWatch.Print(call, run);
        if (call.Get(Out) is { } path)
        {
            await KeepAsync(call, run.Id, path, cancellationToken);
        }

        if (run.ResumableUntil is { } until)
        {
            call.Out.Note($"Its kernel is kept until {until.UtcDateTime:HH:mm}Z. Mend the cell and go on: twinyard twin notebook resume {run.Id}{(file is null ? "" : $" {file}")}");
        }

        return exitCode;
    }

    private static async Task KeepAsync(CliCall call, string id, string path, CancellationToken cancellationToken)
    {
        using var notebook = new MemoryStream();
        try
        {
            await CopyAsync(call, id, notebook, cancellationToken);
        }
        catch (CliError e) when (e.ExitCode == ExitCodes.NotFound)
        {
            // It was not started; the run's own error says why.
            call.Out.Note($"{path} is not written: {e.Message}");
            return;
        }

        await File.WriteAllBytesAsync(path, notebook.ToArray(), cancellationToken);
    }

    private static async Task CopyAsync(CliCall call, string id, Stream output, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"twins/runs/{Uri.EscapeDataString(id)}/notebook");
        using var response = await call.Api.SendAsync(request, cancellationToken);
        await response.Content.CopyToAsync(output, cancellationToken);
    }

    private static JsonObject Parameters(IEnumerable<string> given)
    {
        var parameters = new JsonObject();
        foreach (var parameter in given)
        {
            var at = parameter.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new CliError(ExitCodes.Invalid, $"'{parameter}' is no parameter.", "Write -p NAME=VALUE.");
            }

            parameters[parameter[..at]] = Value(parameter[(at + 1)..]);
        }

        return parameters;
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
