namespace Twinyard.Contracts.Models;

public sealed record SetAliasRequest(int Version);
