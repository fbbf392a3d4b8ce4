using System.Globalization;
using Twinyard.Twins;

namespace Twinyard.Chaos.Serving;

/// <summary>Writes what <see cref="ScriptText"/> makes a process write, slowly enough to be killed in the middle.</summary>
internal sealed class ScriptedOutputs(TwinRun run, string stamp, TimeProvider time)
{
    public const string Table = "chaos_rows";
    public const string Bucket = "chaos";
    public const string Source = "chaos.runs";
    public const string DetailType = "run.written";
    public const string Metric = "written";
    public const int Rows = 3;

    public static readonly IReadOnlyList<string> Objects = ["a.txt", "b.txt"];

    private const double SlowPart = 0.02;

    public static string ContentOf(string name, string stamp) => $"{name} {stamp}\n";

    /// <returns>False where the script is to fail.</returns>
    public async Task<bool> WriteAsync(Behaviour behaviour, CancellationToken cancellationToken)
    {
        await PauseAsync("start", cancellationToken);
        switch (behaviour)
        {
            case Behaviour.Nothing:
                return true;
            case Behaviour.Result:
                await WriteAsync("result.json", $$"""{"stamp": "{{stamp}}"}""", cancellationToken);
                return true;
            case Behaviour.Slow:
                await Task.Delay(TimeSpan.FromSeconds(4 * Chance.Of(stamp, "slow")), time, cancellationToken);
                break;
        }

        if (behaviour == Behaviour.Object)
        {
            await WriteObjectAsync(Objects[int.Parse(run.Variables["TWINYARD_STEP_ITEM"], CultureInfo.InvariantCulture)], cancellationToken);
            return true;
        }

        if (behaviour == Behaviour.Rest)
        {
            await WriteRestAsync(toBeRefused: false, cancellationToken);
            return true;
        }

        await WriteRowsAsync(cancellationToken);
        if (behaviour == Behaviour.Rows)
        {
            return true;
        }

        if (behaviour == Behaviour.Fail && Chance.Of(stamp, "fail") < 0.6)
        {
            return false;
        }

        foreach (var name in Objects)
        {
            await WriteObjectAsync(name, cancellationToken);
        }

        await WriteRestAsync(behaviour == Behaviour.Refused && Chance.Of(stamp, "refused") < 0.5, cancellationToken);
        return true;
    }

    private async Task WriteRowsAsync(CancellationToken cancellationToken)
    {
        for (var number = 1; number <= Rows; number++)
        {
            await WriteAsync($"tables/{Table}.ndjson", string.Create(CultureInfo.InvariantCulture, $$"""{"number": {{number}}, "stamp": "{{stamp}}"}"""), cancellationToken);
            await PauseAsync($"row {number}", cancellationToken);
        }
    }

    private async Task WriteObjectAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(run.OutputFolder, "objects", Bucket, run.RunId, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
        await File.WriteAllTextAsync(path, ContentOf(name, stamp), cancellationToken);
        await PauseAsync(name, cancellationToken);
    }

    private async Task WriteRestAsync(bool toBeRefused, CancellationToken cancellationToken)
    {
        await WriteAsync("metrics.ndjson", $$$"""{"name": "{{{Metric}}}", "value": 1, "dimensions": {"stamp": "{{{stamp}}}"}}""", cancellationToken);
        await WriteAsync("events.ndjson", $$$"""{"source": "{{{Source}}}", "detailType": "{{{DetailType}}}", "detail": {"stamp": "{{{stamp}}}"}}""", cancellationToken);
        if (toBeRefused)
        {
            await WriteAsync("events.ndjson", """{"detailType": 7}""", cancellationToken);
        }

        await WriteAsync("result.json", $$"""{"stamp": "{{stamp}}"}""", cancellationToken);
    }

    private async Task WriteAsync(string file, string line, CancellationToken cancellationToken)
    {
        var path = Path.Combine(run.OutputFolder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
        await File.AppendAllTextAsync(path, line + "\n", cancellationToken);
    }

    private Task PauseAsync(string where, CancellationToken cancellationToken)
    {
        var chance = Chance.Of(stamp, where);
        return Task.Delay(TimeSpan.FromMilliseconds(chance < SlowPart ? 2_000 * Chance.Of(stamp, $"slow {where}") : 15 * chance), time, cancellationToken);
    }
}
