using System.Collections.Frozen;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Layers;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>run:</c> and <c>backup:</c>.</summary>
internal static class RunReader
{
    public const int MaximumRetries = 20;
    public const int MaximumConcurrency = 100;

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    // A run's session lasts as long as the run and a minute, and no session lasts longer than 12 hours.
    public static readonly TimeSpan MaximumTimeout = TimeSpan.FromHours(11);

    public const string Notebook = ".ipynb";

    private static readonly RunSpecification Nothing = new("", (long)DefaultTimeout.TotalMilliseconds, 0, OverlapPolicy.Skip);

    private static readonly FrozenDictionary<string, OverlapPolicy> Overlaps = new Dictionary<string, OverlapPolicy>
    {
        ["skip"] = OverlapPolicy.Skip,
        ["queue-one"] = OverlapPolicy.QueueOne,
        ["queue-all"] = OverlapPolicy.QueueAll,
        ["cancel-other"] = OverlapPolicy.CancelOther,
        ["allow"] = OverlapPolicy.Allow,
    }.ToFrozenDictionary();

    /// <param name="references">The layers and secrets it names are added.</param>
    public static RunSpecification ReadRun(ManifestMap body, Func<string, bool> fileExists, List<ResourceReference> references)
    {
        if (body.Map("run", required: true) is not { } run)
        {
            return Nothing;
        }

        var hasSteps = run.Has("steps");
        var script = hasSteps ? NoScript(run) : ReadScript(run, fileExists);
        var timeout = ReadTimeout(run, DefaultTimeout, MaximumTimeout, $"A timeout is at least 1ms and at most {MaximumTimeout.TotalHours:0}h.");

        var retries = (int)run.Integer("retries", 0, 0, MaximumRetries);
        var overlap = Overlaps[run.Choice("overlap", "skip", "skip", "queue-one", "queue-all", "cancel-other", "allow")];
        var concurrency = ReadConcurrency(run, overlap);
        var twin = ReadTwin(run);
        var cellTimeout = ReadCellTimeout(run, script, timeout);
        var limits = LimitsReader.Read(run);
        var secrets = SecretsReader.Read(run, references);
        var steps = hasSteps ? StepsReader.Read(run, new StepDefaults(timeout, limits, twin, secrets), fileExists, references) : null;
        var parallel = ReadParallel(run, hasSteps);
        var egress = EgressList.Read(run);
        var layers = LayerList.Read(run, references);
        run.RejectUnknownKeys();
        return new RunSpecification(script, (long)timeout.TotalMilliseconds, retries, overlap)
        {
            Concurrency = concurrency,
            Twin = twin,
            CellTimeoutMilliseconds = cellTimeout,
            Limits = limits,
            Steps = steps,
            MaxParallel = parallel,
            Egress = egress,
            Layers = layers,
            Secrets = secrets,
        };
    }

    public static TimeSpan ReadTimeout(ManifestMap map, TimeSpan absent, TimeSpan most, string rule)
    {
        var timeout = map.Duration("timeout", absent);
        if (timeout < TimeSpan.FromMilliseconds(1) || timeout > most)
        {
            map.Report("timeout", rule);
        }

        return timeout;
    }

    private static string NoScript(ManifestMap run)
    {
        if (run.Value("script") is not null)
        {
            run.Report("script", "A run has script: or steps:, not both.");
        }

        return "";
    }

    private static int? ReadParallel(ManifestMap run, bool hasSteps)
    {
        if (hasSteps)
        {
            return (int)run.Integer("max-parallel", StepsReader.DefaultParallel, 1, StepsReader.MaximumParallel);
        }

        if (run.Value("max-parallel") is not null)
        {
            run.Report("max-parallel", "Only steps run beside each other; how many runs do is said by run.concurrency.");
        }

        return null;
    }

    public static long? ReadCellTimeout(ManifestMap run, string script, TimeSpan timeout)
    {
        if (run.Value("cell-timeout") is null)
        {
            return null;
        }

        var limit = run.Duration("cell-timeout", timeout);
        if (Path.GetExtension(script) != Notebook)
        {
            run.Report("cell-timeout", run.Has("steps") ? "Say it of the steps that are notebooks." : "Only a notebook has cells; limit a script with timeout.");
        }
        else if (limit < TimeSpan.FromMilliseconds(1) || limit > timeout)
        {
            run.Report("cell-timeout", "A cell's timeout is at least 1ms and at most the run's timeout.");
        }

        return (long)limit.TotalMilliseconds;
    }

    public static string? ReadTwin(ManifestMap run)
    {
        var twin = run.Text("twin");
        if (twin?.Length == 0)
        {
            run.Report("twin", "Name a twin of the server's configuration, or leave the key out.");
        }

        return twin;
    }

    private static int? ReadConcurrency(ManifestMap run, OverlapPolicy overlap)
    {
        if (run.Value("concurrency") is null)
        {
            return null;
        }

        var concurrency = (int)run.Integer("concurrency", 1, 1, MaximumConcurrency);
        if (overlap is not (OverlapPolicy.Allow or OverlapPolicy.QueueAll))
        {
            run.Report("concurrency", "Several runs are under way at the same time only with overlap: allow or overlap: queue-all.");
        }

        return concurrency;
    }

    /// <param name="secrets">The run's, which are the backup's where it names none.</param>
    /// <param name="references">The secrets it names are added.</param>
    public static BackupSpecification? ReadBackup(ManifestMap body, Func<string, bool> fileExists, IReadOnlyList<SecretUse>? secrets, List<ResourceReference> references)
    {
        if (body.Map("backup") is not { } backup)
        {
            return null;
        }

        var script = ReadScript(backup, fileExists);
        var when = backup.Choice("when", "failed", "failed", "manual");
        var own = SecretsReader.Read(backup, references) ?? secrets;
        backup.RejectUnknownKeys();
        return new BackupSpecification(script, when == "manual" ? BackupStart.Manual : BackupStart.Failed) { Secrets = own };
    }

    public static string ReadScript(ManifestMap map, Func<string, bool> fileExists)
    {
        if (map.Value("script", required: true) is not { } value || value.AsText() is not { } script)
        {
            return "";
        }

        if (Path.IsPathRooted(script) || script.Split('/', '\\').Contains(".."))
        {
            value.Report($"'{script}' leaves the workflow's folder. Name a file in it.");
        }
        else if (Path.GetExtension(script) is not (".csx" or ".py" or ".sh" or Notebook))
        {
            value.Report($"'{script}' has no extension that says how to run it. Use .csx, .py, .sh or .ipynb.");
        }
        else if (!fileExists(script))
        {
            value.Report($"There is no file '{script}' beside this manifest.");
        }

        return script;
    }
}
