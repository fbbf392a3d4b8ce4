using Twinyard.Buckets;
using Twinyard.Contracts.Models;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Tests;

/// <summary>Knows versions 1 to 9 of every model, and remembers aliases.</summary>
internal sealed class FakeRegistry : IModelRegistry
{
    public Dictionary<(string Model, string Alias), int> Aliases { get; } = [];

    public string Sha256 { get; set; } = new('a', 64);

    public Task<Page<ModelSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<ModelDetail>> FindAsync(string model, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<ModelVersionDetail>> FindVersionAsync(string model, int version, CancellationToken cancellationToken) => Task.FromResult<Result<ModelVersionDetail>>(
        version is < 1 or > 9
            ? new NotFoundError("model-version-not-found", $"{model} has no version {version}.")
            : new ModelVersionDetail(
                new ModelVersionSummary(model, version, "", Sha256, 1, "run", "train", "commit", DateTimeOffset.UnixEpoch, new Dictionary<string, double>(), []),
                [],
                new PipelineSummary("unit", "cycle", [], 30, [], "rul", "cycles", null, null, [])));

    public Task<int?> FindAliasAsync(string model, string alias, CancellationToken cancellationToken) =>
        Task.FromResult<int?>(Aliases.TryGetValue((model, alias), out var version) ? version : null);

    public Task<Result<ObjectContent>> OpenBundleAsync(string model, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<Done>> SetAliasAsync(string model, string alias, int version, string by, CancellationToken cancellationToken)
    {
        Aliases[(model, alias)] = version;
        return Task.FromResult<Result<Done>>(Done.Value);
    }

    public Task<Result<Done>> SetAliasAsync(string model, string alias, int version, string by, DbSession session, CancellationToken cancellationToken) =>
        SetAliasAsync(model, alias, version, by, cancellationToken);
}

internal sealed class FakeGate : IModelGate
{
    public GateDecision Decision { get; set; } = new(true, ["candidate is better"]);

    public Task<GateDecision> CompareAsync(string model, int candidate, int champion, string metric, double tolerance, CancellationToken cancellationToken) =>
        Task.FromResult(Decision);
}

internal sealed class MemoryLogs : ILogStreams
{
    public List<(string Stream, LogLine Line)> Lines { get; } = [];

    public Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        lock (Lines)
        {
            Lines.AddRange(lines.Select(line => (stream, line)));
        }

        return Task.CompletedTask;
    }

    public Task CompleteAsync(string stream, CancellationToken cancellationToken) => Task.CompletedTask;

    public IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, CancellationToken cancellationToken) => throw new NotSupportedException();
}
