using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.EndToEnd.Tests.Crashes;

/// <summary>Workflows that leave the same outputs in two stores; one on a clock, one that never ends, one whose second attempt does.</summary>
internal static class CrashRepository
{
    public const string Steady = "steady";
    public const string Endless = "endless";
    public const string Retried = "retried";
    public const int RowsOfARun = 3;
    public const string Table = "crash_rows";
    public const string Bucket = "crash";

    /// <summary>Of the workflow on a clock; by default it runs whatever the server has missed.</summary>
    public static readonly TimeSpan Rate = TimeSpan.FromSeconds(2);

    private const string WriteOutputs =
        """
        mkdir -p "$TWINYARD_OUTPUT/tables" "$TWINYARD_OUTPUT/objects/crash/$TWINYARD_RUN_ID"
        for i in 1 2 3; do echo "{\"number\": $i}" >> "$TWINYARD_OUTPUT/tables/crash_rows.ndjson"; done
        echo whole > "$TWINYARD_OUTPUT/objects/crash/$TWINYARD_RUN_ID/result.txt"
        """;

    public static Task DeployAsync(TemporaryHome home, ServerProcess server, CancellationToken cancellationToken)
    {
        var repository = new RemoteRepository(home, "crash");
        Write(
            repository,
            Steady,
            WriteOutputs,
            """
            run: { script: run.sh, timeout: 30s, overlap: queue-all }
            triggers:
              - schedule: rate(2 seconds)
                catch-up: all
            """);
        Write(repository, Endless, $"{WriteOutputs}\nsleep 1000", "run: { script: run.sh, timeout: 1h, overlap: allow }");
        Write(
            repository,
            Retried,
            $"{WriteOutputs}\nif [ \"$TWINYARD_ATTEMPT\" = 1 ]; then sleep 1000; fi",
            "run: { script: run.sh, timeout: 1h, retries: 20, overlap: allow }");
        return repository.DeployAsync(server, cancellationToken);
    }

    private static void Write(RemoteRepository repository, string name, string script, string manifest)
    {
        repository.Write($"workflows/{name}/run.sh", $"{script}\n");
        repository.Write($"workflows/{name}/workflow.yaml", $"{manifest}\nrole: evaluator\n");
    }
}
