namespace Twinyard.Access.People;

/// <summary>Somebody who signs in with a password, without it.</summary>
/// <param name="PasswordAt">When the password was set.</param>
/// <param name="DisabledAt">Since when they may not sign in; null while they may.</param>
public sealed record PersonInfo(string Name, string Role, string AddedBy, DateTimeOffset AddedAt, DateTimeOffset PasswordAt, DateTimeOffset? DisabledAt);
