namespace Twinyard.Access.Http;

/// <summary>Endpoint metadata: what a caller must be allowed to do. Every endpoint carries this or <see cref="OpenToAll"/>.</summary>
/// <param name="Action">Such as <c>workflows:StartRun</c>.</param>
/// <param name="Resource">Template over route values, such as <c>workflows:workflow/{name}</c>.</param>
public sealed record RequiredAction(string Action, string Resource)
{
    /// <summary>Whether the handler decides, by what only it knows of the request; who asks is known before all the same.</summary>
    public bool IsDecidedInHandler { get; init; }
}

/// <summary>Endpoint metadata: no credential is asked for, and why that is right.</summary>
public sealed record OpenToAll(string Because);

/// <summary>Endpoint metadata beside <see cref="OpenToAll"/>: what the audit trail calls it.</summary>
public sealed record AuditedAction(string Action, string Resource);
