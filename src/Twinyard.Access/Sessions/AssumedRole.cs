namespace Twinyard.Access.Sessions;

/// <summary>A session, with its token, which is shown once.</summary>
public sealed record AssumedRole(SessionInfo Session, string Token);
