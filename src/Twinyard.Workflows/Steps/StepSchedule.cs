using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// What may be executed now: steps whose needs have succeeded, in the manifest's order, a bounded number at the same time. Once something has failed
/// nothing more is given out.
/// </summary>
internal sealed class StepSchedule
{
    private readonly Dictionary<string, StepProgress> _byName;
    private readonly int _maximumParallel;

    public StepSchedule(IReadOnlyList<StepProgress> steps, int maximumParallel)
    {
        Steps = steps;
        _byName = steps.ToDictionary(step => step.Step.Name, StringComparer.Ordinal);
        _maximumParallel = maximumParallel;
    }

    /// <summary>In the manifest's order.</summary>
    public IReadOnlyList<StepProgress> Steps { get; }

    public IEnumerable<StepUnit> Units => Steps.SelectMany(step => step.Units ?? []);

    public bool HasFailed => Units.Any(unit => unit.Phase == StepPhase.Failed);

    public bool IsComplete => Steps.All(step => step.HasSucceeded);

    public StepProgress this[string name] => _byName[name];

    /// <returns>The first step that could start, were it known how often.</returns>
    public StepProgress? NextUnknown() => HasFailed ? null : Steps.FirstOrDefault(step => step.Units is null && NeedsHaveSucceeded(step.Step));

    /// <summary>Gives out what may start now, as running.</summary>
    public IReadOnlyList<StepUnit> Take()
    {
        var taken = new List<StepUnit>();
        if (HasFailed)
        {
            return taken;
        }

        var free = _maximumParallel - Units.Count(unit => unit.Phase == StepPhase.Running);
        foreach (var step in Steps.Where(step => NeedsHaveSucceeded(step.Step)))
        {
            var most = Math.Min(free, (step.Step.MaxParallel ?? _maximumParallel) - step.Running);
            foreach (var unit in (step.Units ?? []).Where(unit => unit.Phase == StepPhase.Waiting).Take(Math.Max(most, 0)).ToList())
            {
                unit.Phase = StepPhase.Running;
                taken.Add(unit);
                free--;
            }
        }

        return taken;
    }

    private bool NeedsHaveSucceeded(StepSpecification step) => step.Needs.All(need => _byName[need].HasSucceeded);
}
