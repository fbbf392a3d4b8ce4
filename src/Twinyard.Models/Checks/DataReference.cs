using Twinyard.Platform.Manifests;

namespace Twinyard.Models.Checks;

/// <summary>Where a check's rows are: a CSV file of the tree, or <c>bucket:NAME/KEY</c>.</summary>
internal sealed record DataReference(string? File, string? Bucket, string? Key)
{
    private const string BucketPrefix = "bucket:";

    public override string ToString() => File ?? $"{Bucket}/{Key}";

    /// <returns>Null where the key is absent or wrong.</returns>
    public static DataReference? Read(ManifestMap body, string key, bool required, Func<string, bool> fileExists)
    {
        if (body.Text(key, required) is not { } text)
        {
            return null;
        }

        if (text.StartsWith(BucketPrefix, StringComparison.Ordinal))
        {
            if (text[BucketPrefix.Length..].Split('/', 2) is [{ Length: > 0 } bucket, { Length: > 0 } name])
            {
                return new DataReference(null, bucket, name);
            }

            body.Report(key, $"'{text}' names no object. Write {BucketPrefix}NAME/KEY.");
            return null;
        }

        if (!fileExists(text))
        {
            body.Report(key, $"The tree has no file '{text}'. Paths are from the root of the repository; an object is named as {BucketPrefix}NAME/KEY.");
        }

        return new DataReference(text, null, null);
    }
}
