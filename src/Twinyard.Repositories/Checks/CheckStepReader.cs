using Twinyard.Platform.Manifests;
using Twinyard.Twins.Egress;

namespace Twinyard.Repositories.Checks;

/// <summary>Reads one step: a name, what is done, and for how long at most.</summary>
internal static class CheckStepReader
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    /// <returns>Null where it is not to be told what the step is.</returns>
    public static CheckStep? Read(ManifestMap map, Func<string, bool> fileExists, CheckKinds kinds)
    {
        var name = map.Text("name", required: true);
        if (name is { Length: 0 or > 63 })
        {
            map.Report("name", "A name has 1 to 63 characters.");
        }

        var timeout = map.Duration("timeout", DefaultTimeout);
        if (timeout <= TimeSpan.Zero || timeout > LongestTimeout)
        {
            map.Report("timeout", $"A check runs for at most {LongestTimeout.TotalHours:0} hour.");
        }

        string[] known = [CheckStep.Script, .. kinds.Names];
        var named = known.Where(map.Has).ToList();
        var step = named is [var only] ? ReadBody(only, name, timeout, map, fileExists, kinds) : null;
        foreach (var kind in known)
        {
            // So that a misspelt key is told the nearest of all that there are.
            _ = map.Value(kind);
        }

        map.RejectUnknownKeys();
        if (named.Count != 1)
        {
            map.Report(
                named.Count == 0 ? "" : named[1],
                named.Count == 0 ? $"The step does nothing: give it one of {string.Join(", ", known)}." : $"A step does one thing, and this one has {string.Join(" and ", named)}. Make a step of each.");
        }

        return step;
    }

    private static CheckStep? ReadBody(string kind, string? name, TimeSpan timeout, ManifestMap map, Func<string, bool> fileExists, CheckKinds kinds)
    {
        string? specification;
        IReadOnlyList<string>? egress = null;
        if (kind == CheckStep.Script)
        {
            specification = map.Text(kind);
            egress = EgressList.Read(map);
            if (specification is not null && !fileExists(specification))
            {
                map.Report(kind, $"The tree has no file '{specification}'. Paths are from the root of the repository.");
            }
        }
        else
        {
            specification = map.Map(kind) is { } body ? kinds.Find(kind)?.Read(body, fileExists) : null;
        }

        return name is null || specification is null ? null : new CheckStep(name, kind, specification, timeout) { Egress = egress };
    }
}
