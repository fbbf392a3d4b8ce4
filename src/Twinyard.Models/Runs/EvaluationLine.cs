using System.Text.Json;
using System.Text.Json.Serialization;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Runs;

/// <summary>A line of <c>evaluations.ndjson</c>.</summary>
/// <param name="Version">A number, or <c>"new"</c> for the version that the same run registers.</param>
internal sealed record EvaluationLine(string Model, JsonElement Version, string Dataset, long Rows, IReadOnlyDictionary<string, double> Metrics)
{
    public const string FileName = "evaluations.ndjson";

    private const int MaximumLines = 10_000;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    [JsonIgnore]
    public bool IsNew => Version.ValueKind == JsonValueKind.String && Version.ValueEquals("new");

    /// <summary>Null when it is no version number.</summary>
    [JsonIgnore]
    public int? Number => Version.ValueKind switch
    {
        JsonValueKind.Number when Version.TryGetInt32(out var number) && number > 0 => number,
        JsonValueKind.String when int.TryParse(Version.GetString(), System.Globalization.NumberStyles.None, null, out var number) && number > 0 => number,
        _ => null,
    };

    public static async Task<Result<IReadOnlyList<EvaluationLine>>> ReadAsync(string outputFolder, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(outputFolder, FileName));
        if (!file.Exists)
        {
            return Result<IReadOnlyList<EvaluationLine>>.Ok([]);
        }

        var lines = new List<EvaluationLine>();
        var number = 0;
        await foreach (var text in File.ReadLinesAsync(file.FullName, cancellationToken))
        {
            number++;
            if (text.Length == 0)
            {
                continue;
            }

            if (lines.Count == MaximumLines)
            {
                return new LimitError("output-too-large", $"{FileName} has more than {MaximumLines:N0} lines.");
            }

            var line = Parse(text, number);
            if (!line.IsOk)
            {
                return line.Error;
            }

            lines.Add(line.Value);
        }

        return lines;
    }

    private static Result<EvaluationLine> Parse(string text, int number)
    {
        try
        {
            var line = JsonSerializer.Deserialize<EvaluationLine>(text, Strict);
            return line switch
            {
                null => Bad(number, "it is null."),
                { IsNew: false, Number: null } => Bad(number, $"version is {line.Version.GetRawText()}; a version number or \"new\" is needed."),
                { Dataset.Length: 0 } => Bad(number, "dataset is empty."),
                { Rows: < 0 } => Bad(number, "rows is negative."),
                _ => line,
            };
        }
        catch (JsonException e)
        {
            return Bad(number, e.Message);
        }
    }

    private static InvalidError Bad(int number, string message) =>
        new("output-invalid", $"{FileName}({number}): {message}", "A line holds model, version, dataset, rows and metrics; see docs/reference/models.md.");
}
