namespace Twinyard.Access.Trust;

/// <summary>An environment whose signatures count here.</summary>
/// <param name="Keys">The ids of its keys.</param>
/// <param name="TrustedBy">Who said so, such as <c>user/olga</c>.</param>
public sealed record TrustedEnvironment(string Name, IReadOnlyList<string> Keys, string TrustedBy, DateTimeOffset TrustedAt);
