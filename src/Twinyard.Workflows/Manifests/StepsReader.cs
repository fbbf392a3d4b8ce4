using Twinyard.Access.Secrets;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>run.steps</c>: a mapping from names to steps, in the order in which outputs are put together.</summary>
internal static class StepsReader
{
    public const int MaximumSteps = 50;
    public const int MaximumParallel = 32;
    public const int DefaultParallel = 2;

    private const int LongestName = 50;

    /// <param name="defaults">What <c>run:</c> says of every step.</param>
    /// <param name="references">The secrets that they name are added.</param>
    public static IReadOnlyList<StepSpecification> Read(ManifestMap run, StepDefaults defaults, Func<string, bool> fileExists, List<ResourceReference> references)
    {
        if (run.Map("steps") is not { } map)
        {
            return [];
        }

        var names = map.Keys.ToList();
        if (names.Count is 0 or > MaximumSteps)
        {
            run.Report("steps", names.Count == 0 ? "Name at least one step." : $"There are {names.Count} steps; at most {MaximumSteps} may be.");
        }

        var read = new List<(ManifestMap Map, StepSpecification Step)>();
        foreach (var name in names)
        {
            CheckName(map, name);
            if (map.Map(name) is { } body)
            {
                read.Add((body, StepReader.Read(body, name, defaults, fileExists, references)));
            }
        }

        map.RejectUnknownKeys();
        var steps = read.ConvertAll(one => one.Step);
        CheckNeeds(read, names);
        if (new StepGraph(steps).FindCycle() is { } cycle)
        {
            map.Report(cycle[0], $"These steps wait for each other: {string.Join(" needs ", cycle)}. Take one of the needs away.");
            return steps;
        }

        StepReferenceCheck.Check(read);
        return steps;
    }

    private static void CheckName(ManifestMap map, string name)
    {
        var good = name.Length is > 0 and <= LongestName
            && char.IsAsciiLetterLower(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        if (!good)
        {
            map.Report(name, $"'{name}' cannot name a step. Begin with a lower-case letter and use lower-case letters, digits, - and _ only, at most {LongestName} of them.");
        }
    }

    private static void CheckNeeds(IReadOnlyList<(ManifestMap Map, StepSpecification Step)> steps, IReadOnlyList<string> names)
    {
        foreach (var (map, step) in steps)
        {
            foreach (var need in step.Needs.Where(need => !names.Contains(need)))
            {
                map.Report("needs", $"There is no step '{need}'.{Suggestion.For(need, [.. names])}");
            }
        }
    }
}

/// <summary>What <c>run:</c> says of steps that do not say it themselves.</summary>
internal sealed record StepDefaults(TimeSpan Timeout, LimitsSpecification? Limits, string? Twin, IReadOnlyList<SecretUse>? Secrets);
