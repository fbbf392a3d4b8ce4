using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Sdk.Buckets;
using Twinyard.Sdk.Outputs;
using Twinyard.Sdk.Running;
using Twinyard.Sdk.Server;
using Twinyard.Sdk.Sql;

namespace Twinyard.Sdk;

/// <summary>
/// The run a script belongs to: what started it, what it may read, and what it leaves behind. Reads go to the server with the
/// permissions of the workflow's role; everything written is an output and takes effect, all or nothing, when the script has
/// ended well. In a <c>.csx</c> script this is <c>ty</c>.
/// </summary>
public sealed partial class TwinyardRun : IDisposable
{
    private const int LargestResult = 64 * 1024;
    private const int LargestOutputs = 64 * 1024;

    private readonly RunEnvironment _environment;
    private readonly ServerClient _server;
    private readonly OutputFolder _output;
    private JsonNode? _event;
    private JsonNode? _input;
    private JsonObject _outputs = [];

    public TwinyardRun(RunEnvironment environment)
    {
        _environment = environment;
        _server = new ServerClient(environment);
        _output = new OutputFolder(environment.OutputFolder);
    }

    public string RunId => _environment.RunId;

    /// <summary>The triggering event's envelope, or an empty object.</summary>
    public JsonNode Event => _event ??= ReadFile(_environment.EventFile);

    /// <summary>The input given by hand or by the manifest, or an empty object.</summary>
    public JsonNode Input => _input ??= ReadFile(_environment.InputFile);

    /// <summary>Where outputs are collected; for what this class offers no method for.</summary>
    public string OutputFolder => _environment.OutputFolder;

    /// <summary>Rows of one SQL statement over the warehouse.</summary>
    /// <param name="parameters">Values of the statement's <c>?</c>, in order; a null by itself is one value that is null.</param>
    public SqlRows Sql(string sql, params object?[]? parameters) => Sql(100_000, sql, parameters);

    /// <inheritdoc cref="Sql(string, object?[])"/>
    /// <param name="maximumRows">With more rows than this the call fails instead of giving some of them.</param>
    public SqlRows Sql(int maximumRows, string sql, params object?[]? parameters) =>
        SqlRows.Read(_server.PostJson("warehouse/query", new { sql, parameters = parameters ?? [null], maximumRows }), maximumRows);

    public BucketAccess Bucket(string name) => new(_server, _output, name);

    /// <summary>A datapoint of a metric, in the namespace <c>workflows/&lt;workflow&gt;</c> unless another is given.</summary>
    public void Metric(string name, double value, string unit = "", IReadOnlyDictionary<string, string>? dimensions = null, string? @namespace = null) =>
        _output.Append("metrics.ndjson", new { @namespace, name, value, unit, dimensions = dimensions ?? new Dictionary<string, string>() });

    public TableOutput Table(string name) => new(_output, name);

    /// <summary>An event for the bus. Its source is <c>script.&lt;workflow&gt;</c> unless another is given; <c>twinyard.</c> is reserved.</summary>
    public void PublishEvent(string detailType, object detail, string? source = null, IReadOnlyList<string>? resources = null) =>
        _output.Append("events.ndjson", new { source, detailType, detail, resources = resources ?? [] });

    /// <summary>What the run has to say for itself, up to 64 KiB of JSON; kept on its record.</summary>
    public void Result(object value)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), SdkJson.Options);
        if (content.Length > LargestResult)
        {
            throw new TwinyardException($"The result has {content.Length} bytes; {LargestResult} are kept. Put the rest into a table or a bucket.");
        }

        _output.Write("result.json", content);
    }

    /// <summary>
    /// Gives a value to the steps that need this one; up to 64 KiB of JSON for all of a step's values together. Given again, the last counts.
    /// </summary>
    public void Output(string name, object? value)
    {
        var outputs = (JsonObject)_outputs.DeepClone();
        outputs[name] = value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType(), SdkJson.Options);
        var content = JsonSerializer.SerializeToUtf8Bytes(outputs, SdkJson.Options);
        if (content.Length > LargestOutputs)
        {
            throw new TwinyardException($"The outputs of this step have {content.Length} bytes; {LargestOutputs} are given on. Put the rest into a table or a bucket, and give its name.");
        }

        _output.Write("step.json", content);
        _outputs = outputs;
    }

    /// <summary>The value of a secret that the manifest names under <c>secrets</c>. In what the run says it is masked.</summary>
    /// <exception cref="TwinyardException">The run was not given it.</exception>
    public string Secret(string name) => _environment.Secret(name);

    /// <summary>A line of the run's log.</summary>
    public void Log(string text) => Console.WriteLine(text);

    public void Dispose() => _server.Dispose();

    private static JsonNode ReadFile(string? file)
    {
        if (file is null || !File.Exists(file))
        {
            return new JsonObject();
        }

        return JsonNode.Parse(File.ReadAllBytes(file)) ?? new JsonObject();
    }
}
