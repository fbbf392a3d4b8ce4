using Twinyard.Chaos.Checks;

namespace Twinyard.Chaos.Reports;

/// <summary>The end of a chaos run.</summary>
/// <param name="Counts">In the order in which people read them.</param>
internal sealed record ChaosResult(int Seed, string Engine, int Servers, string Home, double Seconds, IReadOnlyList<KeyValuePair<string, long>> Counts, IReadOnlyList<Violation> Violations);
