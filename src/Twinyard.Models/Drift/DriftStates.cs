namespace Twinyard.Models.Drift;

/// <summary>States of a group, as stored and told.</summary>
internal static class DriftStates
{
    public const string Ok = "ok";
    public const string Drifted = "drifted";
    public const string Insufficient = "insufficient";
}
