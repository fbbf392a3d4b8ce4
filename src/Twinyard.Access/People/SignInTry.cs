namespace Twinyard.Access.People;

/// <summary>Under what a try to sign in is counted.</summary>
internal sealed record SignInTry(string Pair, string Address, string Person);
