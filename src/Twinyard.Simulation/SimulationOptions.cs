namespace Twinyard.Simulation;

/// <summary>What a simulated data set holds. Equal options give equal files.</summary>
public sealed record SimulationOptions
{
    /// <summary>Name in the files' names, such as <c>FD001</c>.</summary>
    public required string Name { get; init; }

    public required int Seed { get; init; }

    /// <summary>Modes that occur; units take them in turn.</summary>
    public required IReadOnlyList<FaultMode> Faults { get; init; }

    /// <summary>Whether the engines are of another build, which some sensors show from new on, as FD003's engines against FD001's.</summary>
    /// <value>False.</value>
    public bool SecondBuild { get; init; }

    /// <value>100 units that are recorded until they fail.</value>
    public int TrainUnits { get; init; } = 100;

    /// <value>100 units whose recording ends some time before they fail.</value>
    public int TestUnits { get; init; } = 100;

    /// <summary>As C-MAPSS FD001: one fault mode.</summary>
    public static SimulationOptions FirstKind { get; } = new() { Name = "FD001", Seed = 1, Faults = [FaultMode.Compressor] };

    /// <summary>As C-MAPSS FD003: another build, with a second fault mode beside the first.</summary>
    public static SimulationOptions SecondKind { get; } = new() { Name = "FD003", Seed = 3, Faults = [FaultMode.Fan, FaultMode.Compressor], SecondBuild = true };
}
