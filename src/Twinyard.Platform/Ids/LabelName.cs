using System.Text.RegularExpressions;

namespace Twinyard.Platform.Ids;

/// <summary>The rule for names of environments and of their servers.</summary>
public static partial class LabelName
{
    /// <summary>1 to 32 of a-z, 0-9 and <c>-</c>, starting with a letter.</summary>
    public static bool IsGood(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex Pattern();
}
