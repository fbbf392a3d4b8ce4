namespace Twinyard.Access.Policies;

/// <summary>One key of one operator of a statement's <c>Condition</c>.</summary>
/// <param name="Operator">Such as <c>StringLike</c>, <c>ForAnyValue:StringEquals</c>, <c>NumericLessThanIfExists</c>.</param>
/// <param name="Key">Such as <c>tyr:SourceIp</c>; case does not matter.</param>
/// <param name="Values">One of them must compare, or none of them where the operator is negated.</param>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values);
