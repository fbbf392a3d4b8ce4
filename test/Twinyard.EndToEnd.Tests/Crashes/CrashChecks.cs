using Twinyard.Contracts.Buckets;
using Twinyard.Contracts.Warehouse;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;

namespace Twinyard.EndToEnd.Tests.Crashes;

/// <summary>What must be so after servers were killed while workflows of the <see cref="CrashRepository"/> ran; asked of one of them that lives.</summary>
internal sealed class CrashChecks(ServerProcess server, CancellationToken token)
{
    /// <param name="starts">How often <see cref="CrashRepository.Endless"/> and <see cref="CrashRepository.Retried"/> were started; each start of the first lost its server.</param>
    public async Task AllHoldAsync(int starts)
    {
        await AssertEndlessFailedAsync(starts);
        await AssertRetriedRanAsync(starts);
        await AssertTicksRanOnceAsync();
        await AssertOutputsAreWholeAsync();
    }

    /// <summary>Without retries, an attempt that its server took down is not repeated.</summary>
    private async Task AssertEndlessFailedAsync(int kills)
    {
        var entries = await DecidedAsync(CrashRepository.Endless);
        entries.Count.ShouldBe(kills);
        entries.ShouldAllBe(entry => entry.Outcome == "failed" && entry.RunIds.Count == 1);
    }

    /// <summary>With retries, another attempt is made, and this one leaves its outputs.</summary>
    private async Task AssertRetriedRanAsync(int occurrences)
    {
        var entries = await DecidedAsync(CrashRepository.Retried);
        entries.Count.ShouldBe(occurrences);
        entries.ShouldAllBe(entry => entry.Outcome == "ran" && entry.RunIds.Count == 1);
    }

    public async Task AssertTicksRanOnceAsync()
    {
        var due = (await LedgerAsync(CrashRepository.Steady)).Where(entry => entry.Trigger == "schedule").OrderBy(entry => entry.DueAt).ToList();
        due.ShouldAllBe(entry => entry.RunIds.Count <= 1 && entry.Count == 1);
        // No tick twice, and none forgotten while the server was away.
        due.Zip(due.Skip(1), (tick, next) => next.DueAt - tick.DueAt).ShouldAllBe(step => step == CrashRepository.Rate);
        var last = due[^1].DueAt;
        await Eventually.TrueAsync(
            "The outcome of every tick",
            async () => (await LedgerAsync(CrashRepository.Steady)).Where(entry => entry.DueAt <= last).All(entry => entry.Outcome != "pending"),
            token);
    }

    public async Task AssertOutputsAreWholeAsync()
    {
        // The runs are read first: what has succeeded by then has its outputs, also when more runs end meanwhile.
        var runs = new List<RunSummary>();
        foreach (var workflow in new[] { CrashRepository.Steady, CrashRepository.Endless, CrashRepository.Retried })
        {
            runs.AddRange(await RunsAsync(workflow));
        }

        var rows = await RowsAsync();
        var objects = (await server.Owner.GetAsync<Page<ObjectSummary>>($"buckets/{CrashRepository.Bucket}/objects?limit=500", token))
            .Items.Select(item => item.Key.Split('/')[0]).ToHashSet();
        runs.Count(run => run.State == "succeeded").ShouldBeGreaterThan(0);
        foreach (var run in runs.Where(run => run.EndedAt is not null))
        {
            var whole = run.State == "succeeded";
            rows.GetValueOrDefault(run.Id).ShouldBe(whole ? CrashRepository.RowsOfARun : 0, $"rows of {run}");
            objects.Contains(run.Id).ShouldBe(whole, $"object of {run}");
        }

        rows.Values.ShouldAllBe(count => count == CrashRepository.RowsOfARun);
    }

    private Task<IReadOnlyList<OccurrenceEntry>> DecidedAsync(string workflow) => Eventually.GetAsync(
        $"The outcome of every occurrence of {workflow}",
        async () => await LedgerAsync(workflow) is var entries && entries.All(entry => entry.Outcome != "pending") ? entries : null,
        token);

    private async Task<IReadOnlyList<OccurrenceEntry>> LedgerAsync(string workflow) =>
        (await server.Owner.GetAsync<Page<OccurrenceEntry>>($"workflows/{workflow}/ledger?limit=500", token)).Items;

    public async Task<IReadOnlyList<RunSummary>> RunsAsync(string workflow) =>
        (await server.Owner.GetAsync<Page<RunSummary>>($"runs?workflow={workflow}&limit=500", token)).Items;

    private async Task<Dictionary<string, long>> RowsAsync()
    {
        var result = await server.Owner.PostAsync<SqlResult>("warehouse/query", new SqlQuery($"select run_id, count(*) from {CrashRepository.Table} group by run_id"), token);
        return result.Rows.ToDictionary(row => row[0]!.GetValue<string>(), row => row[1]!.GetValue<long>()); // none is null
    }
}
