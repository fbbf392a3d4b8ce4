using System.Buffers;
using Twinyard.Platform.Results;

namespace Twinyard.Access;

/// <summary>
/// Names of people: 1 to 128 letters, digits, dots, dashes, underscores and <c>@</c>. Behind the last <c>@</c> of a local name there is a dot, as in the address of a mailbox; where
/// there is none, it is the name of the environment in which the person is known.
/// </summary>
public static class UserName
{
    private const int Longest = 128;
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@");

    /// <summary>Whether somebody may be called so in the environment that knows them.</summary>
    public static bool IsLocal(string? name) => name is { Length: > 0 and <= Longest } && !name.AsSpan().ContainsAnyExcept(Characters) && Person(name) == name;

    /// <param name="code">Of the error.</param>
    /// <returns>Null where somebody may be called so.</returns>
    internal static InvalidError? Problem(string? name, string code) => IsLocal(name)
        ? null
        : new InvalidError(code, $"'{name}' cannot be the name of a user.", $"Write letters, digits, dot, dash, underscore or @, at most {Longest}; behind an @ there is a dot, as without one it would be the name of an environment.");

    /// <summary>What somebody of another environment is called.</summary>
    public static string Of(string name, string environment) => $"{name}@{environment}";

    /// <summary>
    /// Whether two names may be those of one person, who is called the same in several environments. For whatever one person must not do alone: where it is not certain that they are two, they count as one.
    /// </summary>
    public static bool MayBeSamePerson(string one, string other) => string.Equals(Person(one), Person(other), StringComparison.Ordinal);

    private static string Person(string name) => name.LastIndexOf('@') is > 0 and var at && !name.AsSpan(at).Contains('.') ? name[..at] : name;
}
