using Twinyard.Platform.Manifests;

namespace Twinyard.Twins.Egress;

/// <summary>Reads the key <c>egress</c> of a workflow's run or of a check's step.</summary>
public static class EgressList
{
    public const string Key = "egress";
    public const int MostEntries = 50;

    /// <returns>Null where the key is absent.</returns>
    public static IReadOnlyList<string>? Read(ManifestMap map)
    {
        if (!map.Has(Key))
        {
            return null;
        }

        var entries = new List<string>();
        foreach (var item in map.List(Key))
        {
            if (item.AsText() is not { } text)
            {
                continue;
            }

            if (EgressRule.Parse(text).Error is { } error)
            {
                item.Report(error.ToString());
            }
            else if (entries.Contains(text))
            {
                item.Report($"'{text}' is in this list already.");
            }

            entries.Add(text);
        }

        if (entries.Count > MostEntries)
        {
            map.Report(Key, $"At most {MostEntries} entries, and there are {entries.Count}. A domain (*.example.com) or a network stands for many.");
        }

        return entries;
    }
}
