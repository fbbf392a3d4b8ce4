namespace Twinyard.Inference.Profiles;

/// <summary>
/// The columns' histograms once more, separately for rows of low, middle and high predictions. A fleet of young machines
/// predicts other values than the training set did without anything being wrong; with these, a window is compared with
/// training rows of the same predictions.
/// </summary>
/// <param name="Edges">Between the strata, ascending; stratum i holds predictions in <c>[Edges[i−1], Edges[i])</c>.</param>
/// <param name="Columns">One a raw column, in order.</param>
public sealed record PredictionStrata(IReadOnlyList<double> Edges, IReadOnlyList<StratifiedCounts> Columns)
{
    /// <value>6 strata, of about equal size.</value>
    public const int DefaultStrata = 6;
}

/// <param name="Counts">For each stratum, the counts in the bins of the column's <see cref="ColumnProfile.Histogram"/>.</param>
public sealed record StratifiedCounts(string Name, IReadOnlyList<IReadOnlyList<long>> Counts);
