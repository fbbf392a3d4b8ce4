using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Development;

/// <summary>How long a run of the development twin may take.</summary>
internal sealed record DevelopmentLimits(TimeSpan Run, TimeSpan? Cell)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(11);

    /// <param name="otherwise">Counts where nothing else is given; null for the usual.</param>
    public static Result<DevelopmentLimits> Of(string? timeout, string? cellTimeout, DevelopmentLimits? otherwise)
    {
        var run = otherwise?.Run ?? Usual;
        if (timeout is not null && (!DurationText.TryParse(timeout, out run) || run < TimeSpan.FromMilliseconds(1) || run > Longest))
        {
            return Invalid("timeout", timeout);
        }

        if (cellTimeout is null)
        {
            return new DevelopmentLimits(run, otherwise?.Cell is { } declared && declared < run ? declared : null);
        }

        return DurationText.TryParse(cellTimeout, out var cell) && cell >= TimeSpan.FromMilliseconds(1) && cell <= run ? new DevelopmentLimits(run, cell) : Invalid("cell timeout", cellTimeout);
    }

    private static InvalidError Invalid(string what, string text) =>
        new("duration-invalid", $"'{text}' is no {what}.", $"Write a number and a unit, such as 60s, 5m or 2h; at most {Longest.TotalHours:0}h, and a cell's not more than the whole's.");
}
