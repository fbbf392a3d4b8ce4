using System.Globalization;

namespace Twinyard.Events.Delivery;

/// <summary>A place in the list of dead letters: the newest first, then by event and consumer.</summary>
internal readonly record struct DeadLetterCursor(long At, long Sequence, string Consumer)
{
    public static DeadLetterCursor Start { get; } = new(long.MaxValue, long.MaxValue, "");

    /// <returns>The start where the text is none.</returns>
    public static DeadLetterCursor Parse(string? text) =>
        text?.Split(':', 3) is [var at, var sequence, var consumer]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new DeadLetterCursor(time, place, consumer)
            : Start;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}:{Sequence}:{Consumer}");
}
