using Twinyard.Access.Tokens;

namespace Twinyard.Access.People;

internal sealed record SignedIn(Principal Principal, IssuedToken Token);
