using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

internal sealed class BooleanTest(bool flag) : ValueTest
{
    public static BooleanTest? Create(string value, out string? problem)
    {
        problem = bool.TryParse(value, out var flag) ? null : $"'{value}' is neither true nor false.";
        return problem is null ? new BooleanTest(flag) : null;
    }

    public override bool Matches(string value, IAccessContext context) => bool.TryParse(value, out var read) && read == flag;
}
