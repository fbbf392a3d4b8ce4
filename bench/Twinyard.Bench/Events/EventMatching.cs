using System.Diagnostics;
using System.Text.Json;
using Twinyard.Events.Patterns;

namespace Twinyard.Bench.Events;

/// <summary>The reference workload: 1 000 mixed rules against 20 000 events of about 900 bytes, from text, on one core.</summary>
internal static class EventMatching
{
    private const int Repetitions = 5;

    /// <param name="folder">Holds <c>rules.jsonl</c>, <c>events.jsonl</c> and <c>expected.json</c>.</param>
    public static int Run(string folder)
    {
        var patterns = File.ReadLines(Path.Combine(folder, "rules.jsonl"))
            .Select(line => EventPattern.Parse(JsonDocument.Parse(line).RootElement.GetProperty("pattern")).Value)
            .ToList();
        var events = File.ReadLines(Path.Combine(folder, "events.jsonl")).Select(System.Text.Encoding.UTF8.GetBytes).ToList();
        var set = new EventPatternSet(patterns);
        if (!IsRight(set, events, Path.Combine(folder, "expected.json")))
        {
            return 1;
        }

        var matched = new List<int>();
        var rates = new List<double>();
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var text in events)
            {
                matched.Clear();
                set.Match(text, matched);
            }

            if (repetition > 0) // The first pass warms up.
            {
                rates.Add(events.Count / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        BenchResult.Print($"twinyard.events.{patterns.Count}-rules", rates, "events/s");
        return 0;
    }

    private static bool IsRight(EventPatternSet set, List<byte[]> events, string expectedFile)
    {
        var expected = JsonDocument.Parse(File.ReadAllBytes(expectedFile)).RootElement.GetProperty("per_event");
        var matched = new List<int>();
        for (var i = 0; i < expected.GetArrayLength(); i++)
        {
            matched.Clear();
            set.Match(events[i], matched);
            if (matched.Count != expected[i].GetInt32())
            {
                Console.Error.WriteLine($"Event {i} matches {matched.Count} rules, expected {expected[i]}.");
                return false;
            }
        }

        Console.WriteLine($"# the first {expected.GetArrayLength()} events match exactly as the reference says");
        return true;
    }
}
