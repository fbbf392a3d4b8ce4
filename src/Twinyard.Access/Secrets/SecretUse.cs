using Twinyard.Access.Policies;
namespace Twinyard.Access.Secrets;

/// <summary>A secret that a run is given, and the variable in which it finds it.</summary>
public readonly record struct SecretUse(string Name, string Variable)
{
    /// <summary>What a reference to a secret is called in plans.</summary>
    public const string Kind = "secret";

    /// <summary>What a role must allow on <see cref="Resource"/>, for a person to read the value and for a run to be given it.</summary>
    public const string Action = "access:GetSecretValue";

    /// <summary>A run that is given the value; a person who reads it asks an endpoint.</summary>
    internal static readonly DeclaredAction Given = new(Action, "access:secret/{name}", "a run whose `run.secrets` names the secret") { LeavesEntry = true };

    public static string Resource(string name) => Given.On(name);
}
