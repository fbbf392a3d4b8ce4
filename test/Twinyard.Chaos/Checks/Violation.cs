namespace Twinyard.Chaos.Checks;

/// <param name="Promise">Its number in the list of promises.</param>
/// <param name="What">What is not as it was promised.</param>
/// <param name="Proof">The ids that show it.</param>
internal sealed record Violation(int Promise, string What, string Proof);
