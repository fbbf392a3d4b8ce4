namespace Twinyard.Sdk.Charts;

/// <summary>A chart of a report; drawn as PNG where the report is sent.</summary>
/// <param name="Kind"><c>line</c>, <c>bar</c> or <c>scatter</c>.</param>
public sealed record Chart(string Kind, string Title, string XLabel, string YLabel, IReadOnlyList<Series> Series);

/// <param name="X">Numbers, or text for bars and times.</param>
public sealed record Series(string Name, IReadOnlyList<object> X, IReadOnlyList<double> Y);
