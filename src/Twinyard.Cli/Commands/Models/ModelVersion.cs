using System.CommandLine;
using System.Globalization;

namespace Twinyard.Cli.Commands.Models;

/// <summary>A version of a model on the command line: <c>2</c>, or <c>v2</c> as it is shown.</summary>
internal static class ModelVersion
{
    public static Argument<int> Argument() => new("version")
    {
        Description = "The version, such as 2",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text.StartsWith('v') ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return version;
            }

            result.AddError($"'{text}' is not a version of a model: versions are whole numbers.");
            return 0;
        },
    };
}
