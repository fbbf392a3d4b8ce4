namespace Twinyard.Models.Checks;

/// <summary>
/// Interval of the difference between two models' metrics on the same rows, by resampling whole entities with replacement, as rows of one entity
/// resemble each other: the percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13) of clusters
/// (Field and Welsh, <i>Journal of the Royal Statistical Society B</i> 69(3), 2007).
/// </summary>
internal static class PairedBootstrap
{
    /// <summary>With fewer, an interval of clusters says nothing.</summary>
    public const int FewestEntities = 5;

    private const int Resamples = 2000;

    /// <param name="confidence">Such as 0.95.</param>
    public static PairedInterval Of(IReadOnlyList<EntityLosses> entities, LossMetric metric, double confidence)
    {
        // The same rows give the same verdict, whenever and wherever the check runs.
        var random = new Random(20_240_501);
        var differences = new double[Resamples];
        var metrics = new double[Resamples];
        for (var sample = 0; sample < Resamples; sample++)
        {
            var (rows, mine, theirs) = (0L, 0.0, 0.0);
            for (var i = 0; i < entities.Count; i++)
            {
                var drawn = entities[random.Next(entities.Count)];
                rows += drawn.Rows;
                mine += drawn.Candidate;
                theirs += drawn.Champion;
            }

            metrics[sample] = metric.Of(mine, rows);
            differences[sample] = metrics[sample] - metric.Of(theirs, rows);
        }

        Array.Sort(differences);
        Array.Sort(metrics);
        var tail = (1 - confidence) / 2;
        return new PairedInterval(Quantile(differences, tail), Quantile(differences, 1 - tail), Quantile(metrics, 1 - tail));
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)Math.Clamp(Math.Round(share * (sorted.Length - 1)), 0, sorted.Length - 1)];
}

/// <summary>Sums of one entity's losses under both models.</summary>
internal readonly record struct EntityLosses(long Rows, double Candidate, double Champion);

/// <param name="Low">Of the candidate's metric minus the champion's.</param>
/// <param name="High">Of the same.</param>
/// <param name="CandidateHigh">Upper bound of the candidate's metric itself.</param>
internal readonly record struct PairedInterval(double Low, double High, double CandidateHigh);
