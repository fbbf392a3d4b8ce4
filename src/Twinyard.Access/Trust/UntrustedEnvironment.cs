namespace Twinyard.Access.Trust;

/// <param name="SessionsEnded">Sessions that its people had here.</param>
public sealed record UntrustedEnvironment(string Name, int SessionsEnded);
