// Reads recordings of turbofan engines: NASA's C-MAPSS files and the simulator's alike.
// A line is: unit cycle setting1 setting2 setting3 s1 … s21, separated by white space, without a header.

/// <summary>One engine from its first recorded cycle on.</summary>
/// <param name="Rows">One a cycle, each with the 21 sensors in order.</param>
public sealed record Recording(string Unit, List<int> Cycles, List<double[]> Rows);

/// <summary>A kind of engine as it lies in the bucket: recordings until failure, recordings that stop before, and what was left then.</summary>
public sealed record Kind(string Name, IReadOnlyList<Recording> Train, IReadOnlyList<Recording> Test, IReadOnlyList<int> RemainingAfterTest, IReadOnlyList<DatasetReference> Objects);

/// <summary>A prediction beside the truth.</summary>
public readonly record struct Judged(double Predicted, double Remaining);

public static class Turbofan
{
    /// <summary>A healthy engine shows nothing of how far away its end is, so nobody asks for more than this many cycles.</summary>
    public const int Cap = 125;

    public const string Bucket = "turbofan";

    public static readonly string[] Sensors = Enumerable.Range(1, 21).Select(i => $"s{i}").ToArray();

    public static List<Recording> ReadRecordings(string text)
    {
        var recordings = new List<Recording>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.Trim().IsEmpty)
            {
                continue;
            }

            var fields = ReadFields(line, number);
            var unit = ((int)fields[0]).ToString(CultureInfo.InvariantCulture);
            if (recordings.Count == 0 || recordings[^1].Unit != unit)
            {
                recordings.Add(new Recording(unit, [], []));
            }

            recordings[^1].Cycles.Add((int)fields[1]);
            recordings[^1].Rows.Add(fields[5..]);
        }

        return recordings;
    }

    public static List<int> ReadRemaining(string text) =>
        text.Split((char[])null, StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToList();

    /// <summary>Remaining cycles at each row of a recording that ends with <paramref name="atEnd"/> of them left, capped.</summary>
    public static List<float> Labels(Recording recording, int atEnd) =>
        recording.Cycles.Select(cycle => (float)Math.Min(Cap, atEnd + recording.Cycles[^1] - cycle)).ToList();

    public static double Rmse(IReadOnlyCollection<Judged> judged, bool capped) =>
        Math.Sqrt(judged.Average(j => Math.Pow(j.Predicted - (capped ? Math.Min(Cap, j.Remaining) : j.Remaining), 2)));

    /// <summary>Sensors that tell something: those with more than two different values in the training recordings of any kind.</summary>
    public static int[] TellingSensors(IEnumerable<Recording> recordings)
    {
        var values = Sensors.Select(_ => new HashSet<double>()).ToArray();
        foreach (var row in recordings.SelectMany(recording => recording.Rows))
        {
            for (var sensor = 0; sensor < values.Length; sensor++)
            {
                if (values[sensor].Count <= 2)
                {
                    values[sensor].Add(row[sensor]);
                }
            }
        }

        return Enumerable.Range(0, values.Length).Where(sensor => values[sensor].Count > 2).ToArray();
    }

    /// <summary>Names of the kinds that lie in the bucket.</summary>
    public static List<string> ListKinds(TwinyardRun ty) =>
        ty.Bucket(Bucket).List().Select(found => found.Key.Split('/')).Where(path => path.Length == 2 && path[1].StartsWith("train.txt")).Select(path => path[0]).Distinct().Order().ToList();

    /// <summary>The kinds that the run's input names, or all.</summary>
    public static List<string> AskedKinds(TwinyardRun ty) =>
        ty.Input["kinds"] is JsonArray kinds ? kinds.Select(kind => (string)kind).ToList() : ListKinds(ty);

    public static Kind Load(TwinyardRun ty, string kind)
    {
        var objects = ty.Bucket(Bucket).List(kind + "/");
        BucketObject Find(string name) =>
            objects.FirstOrDefault(found => found.Key == $"{kind}/{name}" || found.Key == $"{kind}/{name}.gz")
            ?? throw new InvalidOperationException($"The bucket {Bucket} has no {kind}/{name} and no {kind}/{name}.gz. Upload it with `twinyard bucket put`.");

        var (train, test, rul) = (Find("train.txt"), Find("test.txt"), Find("rul.txt"));
        string Read(BucketObject found) => ty.Bucket(Bucket).ReadText(found.Key, found.Version);
        var loaded = new Kind(
            kind, ReadRecordings(Read(train)), ReadRecordings(Read(test)), ReadRemaining(Read(rul)),
            new[] { train, test, rul }.Select(found => new DatasetReference(found.Bucket, found.Key, found.Version)).ToList());
        RequireOneForEach(kind, loaded.Test.Count, loaded.RemainingAfterTest.Count);
        return loaded;
    }

    /// <summary>The cycle at which each test engine of a kind would fail, by entity: <c>fd001/17</c>.</summary>
    public static Dictionary<string, int> LoadLabels(TwinyardRun ty, string kind)
    {
        var objects = ty.Bucket(Bucket).List(kind + "/").ToLookup(found => found.Key.Replace(".gz", ""));
        if (objects[$"{kind}/test.txt"].FirstOrDefault() is not { } test || objects[$"{kind}/rul.txt"].FirstOrDefault() is not { } rul)
        {
            ty.Log($"The bucket {Bucket} holds no truth for {kind}.");
            return [];
        }

        var remaining = ReadRemaining(ty.Bucket(Bucket).ReadText(rul.Key, rul.Version));
        var recordings = ReadRecordings(ty.Bucket(Bucket).ReadText(test.Key, test.Version));
        RequireOneForEach(kind, recordings.Count, remaining.Count);
        return recordings.Zip(remaining).ToDictionary(pair => $"{kind}/{pair.First.Unit}", pair => pair.First.Cycles[^1] + pair.Second);
    }

    private static void RequireOneForEach(string kind, int units, int lines)
    {
        if (units != lines)
        {
            throw new InvalidOperationException($"{kind}: test.txt has {units} units and rul.txt {lines} lines; both must be equal.");
        }
    }

    private static double[] ReadFields(ReadOnlySpan<char> line, int number)
    {
        var fields = new double[26];
        var count = 0;
        foreach (var range in line.SplitAny(' ', '\t'))
        {
            var field = line[range];
            if (field.IsEmpty)
            {
                continue;
            }

            if (count == fields.Length || !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out fields[count]))
            {
                throw new FormatException(count == fields.Length ? $"line {number} has more than 26 fields" : $"line {number}: field {count + 1} is \"{field}\", which is not a number");
            }

            count++;
        }

        return count == fields.Length ? fields : throw new FormatException($"line {number} has {count} fields, and 26 are needed");
    }
}
