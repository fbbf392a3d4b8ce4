using Twinyard.Platform.Ids;

namespace Twinyard.Access.Secrets;

/// <summary>How secrets, and the variables that runs find them in, may be named.</summary>
public static class SecretName
{
    public const string Rule = "Use small letters, digits, '-', '_' and '.', at most 100 of them, the first a letter or a digit.";

    private const int Longest = 100;
    private const string OwnVariables = "TWINYARD_";

    private static readonly HashSet<string> Taken = new(
        ["PATH", "HOME", "LANG", "TMPDIR", "DOTNET_ROOT", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Small letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, the first a letter or a digit; at most 100.</summary>
    public static bool IsName(string name) => ShortName.IsGood(name);

    /// <summary>The variable of a secret for which none was chosen: <c>smtp-password</c> is in <c>TWINYARD_SECRET_SMTP_PASSWORD</c>.</summary>
    public static string Variable(string name) => "TWINYARD_SECRET_" + name.ToUpperInvariant().Replace('-', '_').Replace('.', '_');

    /// <returns>Why a variable may not be chosen; null where it may.</returns>
    public static string? VariableProblem(string variable)
    {
        if (variable.Length is 0 or > Longest || !(char.IsAsciiLetter(variable[0]) || variable[0] == '_') || !variable.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return $"'{variable}' cannot name a variable. Use letters, digits and '_', the first no digit, at most {Longest} of them.";
        }

        return Taken.Contains(variable) || variable.StartsWith(OwnVariables, StringComparison.OrdinalIgnoreCase)
            ? $"The variable {variable} has its own meaning in a run. Choose another."
            : null;
    }
}
