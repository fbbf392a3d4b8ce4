using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>Keeps what becomes of the steps of one attempt.</summary>
internal interface IStepLedger
{
    Task<IReadOnlyList<StepRow>> ReadAsync(string run);

    /// <summary>Takes the place of what was there.</summary>
    /// <returns>False for an attempt that counts no more; then nothing is written.</returns>
    Task<bool> BeginAsync(RunRow run, IReadOnlyList<StepRow> rows);

    /// <returns>False for an attempt that counts no more; then nothing is written.</returns>
    Task<bool> PutAsync(RunRow run, params StepRow[] rows);
}
