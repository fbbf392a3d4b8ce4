using System.CommandLine;
using System.Globalization;

namespace Twinyard.Cli;

/// <summary><c>--limit N</c> of the commands that list.</summary>
internal static class Limit
{
    private const int Most = 1000;

    public static Option<int> Option(int otherwise) => new("--limit")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"How many to show, at most {Most} (default: {otherwise})"),
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most)
            {
                return limit;
            }

            result.AddError($"--limit is a whole number from 1 to {Most}, and not '{result.Tokens[0].Value}'.");
            return otherwise;
        },
    };
}
