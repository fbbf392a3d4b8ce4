using System.Text.Json;

namespace Twinyard.Contracts.Workflows;

/// <param name="Input">Any JSON of at most 64 KiB; what the script reads as <c>TWINYARD_INPUT</c>.</param>
/// <param name="BackupOf">Starts the workflow's backup for this failed run instead of the workflow itself.</param>
public sealed record StartRunRequest(JsonElement? Input = null, string? BackupOf = null);
