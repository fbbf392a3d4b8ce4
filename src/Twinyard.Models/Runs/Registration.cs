using System.Text.Json;
using System.Text.Json.Serialization;
using Twinyard.Contracts.Models;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Runs;

/// <summary><c>registration.json</c> beside a bundle in a run's outputs. Every key may be left out.</summary>
internal sealed record Registration
{
    public const string FileName = "registration.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public string Description { get; init; } = "";

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<DatasetReference> Datasets { get; init; } = [];

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public static async Task<Result<Registration>> ReadAsync(string folder, string shown, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new Registration();
        }

        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<Registration>(file, Strict, cancellationToken) is { } registration
                ? registration
                : Bad(shown, "it is null");
        }
        catch (JsonException e)
        {
            return Bad(shown, e.Message);
        }
    }

    private static InvalidError Bad(string shown, string message) =>
        new("output-invalid", $"{shown}/{FileName}: {message}", "It holds description, aliases, datasets [{bucket, key, version}] and metrics; see docs/reference/models.md.");
}
