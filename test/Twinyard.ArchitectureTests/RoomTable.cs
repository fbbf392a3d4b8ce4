namespace Twinyard.ArchitectureTests;

/// <summary>Who may know whom: the table of the design, in one place. What is not listed is forbidden.</summary>
internal static class RoomTable
{
    private static readonly string[] Everywhere = ["Platform", "Access", "Events", "Contracts"];

    private static readonly string[] Rooms =
        ["Twins", "Workflows", "Repositories", "Buckets", "Warehouse", "Signals", "Notifications", "Models", "Fleet"];

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Platform"] = [],
        ["Contracts"] = [],
        ["Inference"] = [],
        ["Drift"] = [],
        ["Access"] = ["Platform"],
        ["Events"] = ["Platform", "Access"],
        ["Twins"] = Everywhere,
        ["Buckets"] = Everywhere,
        ["Warehouse"] = Everywhere,
        ["Notifications"] = Everywhere,
        ["Workflows"] = [.. Everywhere, "Twins"],
        ["Repositories"] = [.. Everywhere, "Workflows", "Twins"],
        ["Signals"] = [.. Everywhere, "Warehouse"],
        ["Models"] = [.. Everywhere, "Warehouse", "Buckets", "Signals", "Inference", "Drift"],
        ["Fleet"] = [.. Everywhere, "Models", "Warehouse", "Buckets", "Inference", "Drift"],
        ["Agent"] = ["Contracts", "Inference", "Drift"],
        ["Simulation"] = ["Agent", "Contracts", "Inference", "Drift"],
        ["Console"] = [.. Everywhere, .. Rooms],
        ["Host"] = [.. Everywhere, .. Rooms, "Console", "Inference", "Drift"],
        // The command line reaches the rooms' wire types through the host, and the home's files through the platform.
        ["Cli"] = ["Contracts", "Host", "Simulation", "Agent", "Inference", "Drift", .. Everywhere, .. Rooms],
    };
}
