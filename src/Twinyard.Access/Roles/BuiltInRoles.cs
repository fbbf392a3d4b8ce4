using Twinyard.Access.Policies;

namespace Twinyard.Access.Roles;

/// <summary>
/// The roles every environment starts with, one policy a file beside this one. They follow the product's version until the
/// repository declares a role of the same name.
/// </summary>
internal static class BuiltInRoles
{
    public static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        (Role.Owner, "May do everything."),
        (Role.Developer, "Writes code: pushes, opens proposals, runs workflows by hand, reads everything. May not approve, merge or give access."),
        (Role.Reviewer, "Answers for what is deployed: reads everything, approves and merges proposals, moves model aliases and rollouts."),
        (Role.Evaluator, "What workflows run as unless their manifest names another: reads data and writes a run's outputs."),
        (Role.Device, "A device on its own MQTT topics, and the model bundles it is told to run."),
        (Role.Node, "A server of the environment, on the node that holds the warehouse."),
    ];

    public static PolicyDocument Policy(string name)
    {
        var resource = $"Twinyard.Access.Roles.Seeds.{name}.json";
        using var stream = typeof(BuiltInRoles).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"Resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        return PolicyReader.Parse($"{name}.json", reader.ReadToEnd(), PolicyGrammar.Identity).Value;
    }
}
