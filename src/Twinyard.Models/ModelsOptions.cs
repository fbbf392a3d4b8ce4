namespace Twinyard.Models;

/// <summary>Configuration section <c>models</c>. Where the drift thresholds come from is told in <c>docs/reference/drift.md</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "models";

    /// <summary>How often new rows are looked at for drift.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan DriftInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Newest rows of a group that are compared.</summary>
    /// <value>2 000.</value>
    public int DriftWindow { get; set; } = 2000;

    /// <summary>Fewer rows than these say nothing.</summary>
    /// <value>500.</value>
    public int DriftMinimumRows { get; set; } = 500;

    /// <summary>Fewer entities than these say nothing: one machine differs from the next without any drift.</summary>
    /// <value>8.</value>
    public int DriftMinimumSeries { get; set; } = 8;

    /// <summary>PSI that a column must exceed, beyond what chance alone gives for the window's size.</summary>
    /// <value>0.25.</value>
    public double DriftPsi { get; set; } = 0.25;

    /// <summary>KS that the same column must exceed.</summary>
    /// <value>0.1.</value>
    public double DriftKs { get; set; } = 0.1;

    /// <summary>Columns that must exceed both before a group counts as drifted; at most as many as the model has.</summary>
    /// <value>3.</value>
    public int DriftMinimumColumns { get; set; } = 3;

    /// <summary>How much rows of one entity resemble each other (intraclass correlation), for the chance allowance.</summary>
    /// <value>0.1.</value>
    public double DriftSeriesCorrelation { get; set; } = 0.1;

    /// <summary>Changes of state that are kept a model.</summary>
    /// <value>1 000.</value>
    public int DriftHistory { get; set; } = 1000;
}
