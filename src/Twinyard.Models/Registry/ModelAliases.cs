namespace Twinyard.Models.Registry;

/// <summary>Aliases that the system itself gives a meaning.</summary>
public static class ModelAliases
{
    /// <summary>What the fleet shall run; drift is measured against it. The first version of a model gets it by itself.</summary>
    public const string Champion = "champion";

    /// <summary>What shall become the champion.</summary>
    public const string Candidate = "candidate";
}
