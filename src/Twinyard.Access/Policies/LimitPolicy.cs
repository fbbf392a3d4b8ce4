using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies;

/// <summary>A policy that a request brings for what it begins: it allows nothing, and must allow too.</summary>
internal static class LimitPolicy
{
    private const int Longest = 10_000;

    /// <returns>What is wrong with it; null where nothing is, or there is none.</returns>
    public static Error? Problem(JsonObject? policy) => policy?.ToJsonString() switch
    {
        null => null,
        { Length: > Longest } => new InvalidError("policy-invalid", $"The policy has more than {Longest} characters.", "Name actions with wildcards, or let a role of its own be declared."),
        var text => PolicyReader.Parse("policy", text, PolicyGrammar.Identity).Error,
    };
}
