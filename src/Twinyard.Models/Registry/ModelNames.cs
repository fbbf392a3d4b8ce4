using System.Text.RegularExpressions;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Registry;

internal static partial class ModelNames
{
    /// <returns>Null when the name is good.</returns>
    public static InvalidError? CheckModel(string name) => Model().IsMatch(name)
        ? null
        : new InvalidError("model-name-invalid", $"{name} is not a model's name.", "Use 1 to 64 of a–z, 0–9 and -, starting with a letter.");

    /// <returns>Null when the alias is good.</returns>
    public static InvalidError? CheckAlias(string alias) => Alias().IsMatch(alias)
        ? null
        : new InvalidError("alias-invalid", $"{alias} is not an alias.", "Use 1 to 32 of a–z, 0–9 and -, starting with a letter.");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}\\z")]
    private static partial Regex Model();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}\\z")]
    private static partial Regex Alias();
}
