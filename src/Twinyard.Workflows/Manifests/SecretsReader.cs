using Twinyard.Access.Secrets;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads the key <c>secrets</c> of a run, a step or a backup: a list of names, or a mapping from variables to names.</summary>
internal static class SecretsReader
{
    public const string Key = "secrets";
    public const int MostSecrets = 20;

    /// <returns>Null where the key is absent.</returns>
    public static IReadOnlyList<SecretUse>? Read(ManifestMap map, List<ResourceReference> references)
    {
        if (map.Value(Key) is not { } value)
        {
            return null;
        }

        var uses = value.IsMap ? ReadMap(value, references) : ReadList(value, references);
        foreach (var taken in uses.GroupBy(use => use.Variable, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            value.Report($"{string.Join(" and ", taken.Select(use => use.Name))} would both be in the variable {taken.Key}. Choose others: secrets: {{ VARIABLE: name }}.");
        }

        if (uses.Count > MostSecrets)
        {
            value.Report($"At most {MostSecrets} secrets, and there are {uses.Count}. Set some as one, for example as JSON.");
        }

        return uses;
    }

    private static List<SecretUse> ReadList(ManifestValue value, List<ResourceReference> references)
    {
        var uses = new List<SecretUse>();
        foreach (var item in value.AsList())
        {
            if (item.AsText() is { } name && Check(item, name, references))
            {
                uses.Add(new SecretUse(name, SecretName.Variable(name)));
            }
        }

        return uses;
    }

    private static List<SecretUse> ReadMap(ManifestValue value, List<ResourceReference> references)
    {
        var uses = new List<SecretUse>();
        if (value.AsMap() is not { } map)
        {
            return uses;
        }

        foreach (var variable in map.Keys)
        {
            if (SecretName.VariableProblem(variable) is { } problem)
            {
                map.Report(variable, problem);
            }

            if (map.Value(variable) is { } item && item.AsText() is { } name && Check(item, name, references))
            {
                uses.Add(new SecretUse(name, variable));
            }
        }

        return uses;
    }

    private static bool Check(ManifestValue item, string name, List<ResourceReference> references)
    {
        if (!SecretName.IsName(name))
        {
            item.Report($"'{name}' cannot name a secret. {SecretName.Rule}");
            return false;
        }

        references.Add(new ResourceReference(SecretUse.Kind, name, item.Place("")));
        return true;
    }
}
