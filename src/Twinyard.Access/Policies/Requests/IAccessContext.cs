namespace Twinyard.Access.Policies.Requests;

/// <summary>What conditions and variables of a policy may ask about a request.</summary>
public interface IAccessContext
{
    /// <param name="key">Such as <c>tyr:SourceIp</c>; case does not matter.</param>
    /// <returns>Empty where the request has no such key.</returns>
    IReadOnlyList<string> Values(string key);
}
