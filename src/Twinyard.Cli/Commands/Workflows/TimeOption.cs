using System.CommandLine;
using System.Globalization;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary>An option whose value is a moment: ISO 8601, in UTC where it names no offset.</summary>
internal static class TimeOption
{
    public static Option<DateTimeOffset?> Named(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "T",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                return time;
            }

            result.AddError($"'{text}' is not a time. Write for example 2027-01-31 or 2027-01-31T06:00:00+01:00.");
            return null;
        },
    };

    /// <summary>As a value in a query.</summary>
    public static string Query(this DateTimeOffset time) => Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));
}
