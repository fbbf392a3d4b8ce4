namespace Twinyard.Workflows.Manifests;

/// <summary>Which step needs which. Names that are not among the steps are left out.</summary>
internal sealed class StepGraph
{
    private readonly IReadOnlyList<string> _order;
    private readonly Dictionary<string, IReadOnlyList<string>> _needs;

    public StepGraph(IReadOnlyList<StepSpecification> steps)
    {
        _order = [.. steps.Select(step => step.Name).Distinct(StringComparer.Ordinal)];
        var known = _order.ToHashSet(StringComparer.Ordinal);
        _needs = steps.GroupBy(step => step.Name, StringComparer.Ordinal).ToDictionary(
            group => group.Key, IReadOnlyList<string> (group) => [.. group.First().Needs.Where(known.Contains)], StringComparer.Ordinal);
    }

    /// <returns>The names along a cycle, the first one again at its end; null where there is none.</returns>
    public IReadOnlyList<string>? FindCycle()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        return _order.Select(name => FindCycle(name, [], done)).FirstOrDefault(cycle => cycle is not null);
    }

    /// <summary>Everything that has succeeded before the step starts: its needs, theirs, and so on.</summary>
    public IReadOnlySet<string> Before(string name)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(_needs[name]);
        while (open.TryPop(out var one))
        {
            if (before.Add(one))
            {
                foreach (var need in _needs[one])
                {
                    open.Push(need);
                }
            }
        }

        return before;
    }

    private List<string>? FindCycle(string name, List<string> way, HashSet<string> done)
    {
        var at = way.IndexOf(name);
        if (at >= 0)
        {
            return [.. way[at..], name];
        }

        if (!done.Add(name))
        {
            return null;
        }

        way.Add(name);
        foreach (var need in _needs[name])
        {
            if (FindCycle(need, way, done) is { } cycle)
            {
                return cycle;
            }
        }

        way.RemoveAt(way.Count - 1);
        return null;
    }
}
