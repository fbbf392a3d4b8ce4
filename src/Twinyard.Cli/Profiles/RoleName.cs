namespace Twinyard.Cli.Profiles;

/// <summary>A role of an environment: <c>tyr:&lt;environment&gt;:access:role/&lt;name&gt;</c>.</summary>
internal sealed record RoleName(string Environment, string Name)
{
    private const string Scheme = "tyr:";
    private const string Kind = ":access:role/";

    /// <summary>Whether the text is to be one, well written or not.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <returns>Null where it is none.</returns>
    public static RoleName? Parse(string text)
    {
        var at = Is(text) ? text.IndexOf(Kind, StringComparison.Ordinal) : -1;
        return at > Scheme.Length && text.IndexOf(':', Scheme.Length) == at && text.Length > at + Kind.Length ? new RoleName(text[Scheme.Length..at], text[(at + Kind.Length)..]) : null;
    }

    public override string ToString() => $"{Scheme}{Environment}{Kind}{Name}";
}
