namespace Twinyard.Inference.Features;

/// <summary>What a window says about one column.</summary>
public enum Statistic
{
    /// <summary>The newest value.</summary>
    Last,

    /// <summary>The arithmetic mean of the rows in the window.</summary>
    Mean,

    /// <summary>The sample deviation, divided by n − 1; 0 for a single row.</summary>
    Std,

    /// <summary>The slope of the least-squares line through the rows in the window, per step; 0 for a single row.</summary>
    Slope,
}
