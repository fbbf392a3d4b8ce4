namespace Twinyard.Access.People;

/// <summary>Somebody who signs in, without the password.</summary>
/// <param name="PasswordAt">When the password was set; null where there is none.</param>
/// <param name="DisabledAt">Since when they may not sign in; null while they may.</param>
/// <param name="Subject">As what an OpenID Connect provider knows them; null for none.</param>
public sealed record PersonInfo(string Name, string Role, string AddedBy, DateTimeOffset AddedAt, DateTimeOffset? PasswordAt, DateTimeOffset? DisabledAt, string? Subject = null);
