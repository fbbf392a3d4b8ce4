using System.Globalization;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Buckets;
using Twinyard.Inference.Bundles;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Checks;

/// <summary>
/// Reads a check's rows from comma-separated text: a line of column names, then numbers, without quotes. Columns that neither the bundle nor the
/// check asks for are passed over.
/// </summary>
internal sealed class CheckedData(IBuckets buckets, IAccessEvaluator access)
{
    public static readonly DeclaredAction Get = new("buckets:GetObject", "buckets:object/{bucket}/{key}", "a proposal's check reads an object");

    public const int MaximumRows = 1_000_000;

    /// <param name="label">The column with the truth; null for none.</param>
    public async Task<Result<IReadOnlyList<CheckedRow>>> ReadAsync(
        DataReference data, BundleManifest manifest, string? label, CheckedTree tree, CancellationToken cancellationToken)
    {
        if (data.File is { } file)
        {
            using var reader = new StreamReader(Path.Combine(tree.Folder, file));
            return await ReadAsync(reader, data.ToString(), manifest, label, cancellationToken);
        }

        var allowed = await access.RequireAsync(new Principal(Principal.Run, tree.CheckId, tree.Role), Get.Action, Get.On($"{data.Bucket}/{data.Key}"), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var opened = await buckets.OpenAsync(data.Bucket ?? "", data.Key ?? "", null, cancellationToken);
        if (!opened.IsOk)
        {
            return opened.Error;
        }

        await using var content = opened.Value;
        using var text = new StreamReader(content.Stream);
        return await ReadAsync(text, data.ToString(), manifest, label, cancellationToken);
    }

    private static async Task<Result<IReadOnlyList<CheckedRow>>> ReadAsync(
        StreamReader reader, string origin, BundleManifest manifest, string? label, CancellationToken cancellationToken)
    {
        string[] header = [.. (await reader.ReadLineAsync(cancellationToken) ?? "").Split(',').Select(name => name.Trim())];
        string[] wanted = [manifest.Order, .. manifest.Columns, .. label is null ? Array.Empty<string>() : [label]];
        string[] missing = [.. wanted.Prepend(manifest.Entity).Where(name => !header.Contains(name, StringComparer.Ordinal))];
        if (missing.Length > 0)
        {
            return new InvalidError("check-data", $"{origin} has no column {string.Join(", ", missing)}; its first line names {string.Join(", ", header)}.");
        }

        var entityAt = Array.IndexOf(header, manifest.Entity);
        int[] places = [.. wanted.Select(name => Array.IndexOf(header, name))];
        var rows = new List<CheckedRow>();
        for (var line = 2; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            if (rows.Count == MaximumRows)
            {
                return new LimitError("check-data", $"{origin} has more than {MaximumRows:N0} rows.", "Check against a sample of them.");
            }

            var fields = text.Split(',');
            if (fields.Length != header.Length)
            {
                return new InvalidError("check-data", $"{origin}({line},1): The line has {fields.Length} values, and the first line names {header.Length}.");
            }

            var numbers = new double[wanted.Length];
            for (var i = 0; i < wanted.Length; i++)
            {
                if (!double.TryParse(fields[places[i]], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                {
                    return new InvalidError("check-data", $"{origin}({line},1): {wanted[i]}: '{fields[places[i]].Trim()}' is not a finite number.");
                }
            }

            rows.Add(new CheckedRow(fields[entityAt].Trim(), numbers[0], numbers[1..(manifest.Columns.Count + 1)], label is null ? double.NaN : numbers[^1]));
        }

        return rows.Count > 0 ? rows : new InvalidError("check-data", $"{origin} has no rows.");
    }
}
