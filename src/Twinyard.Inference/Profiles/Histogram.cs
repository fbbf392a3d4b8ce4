namespace Twinyard.Inference.Profiles;

/// <summary>
/// How often values fell between fixed edges. There is one count more than edges: <c>Counts[0]</c> holds values below
/// <c>Edges[0]</c>, <c>Counts[i]</c> those in <c>[Edges[i−1], Edges[i])</c>, the last one those at or above the last edge.
/// </summary>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts);
