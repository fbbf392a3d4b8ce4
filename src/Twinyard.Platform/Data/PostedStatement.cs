namespace Twinyard.Platform.Data;

/// <summary>A statement whose answer nobody waits for.</summary>
/// <param name="Parameters">An object whose properties they are; null for none.</param>
/// <param name="GivesRows">Whether it is a query all the same.</param>
internal sealed record PostedStatement(string Sql, object? Parameters, bool GivesRows = false);
