using System.Text;

namespace Twinyard.Events.Patterns;

/// <summary>
/// Guesses from the patterns themselves how often a field holds. A path whose patterns name many different texts has many values in
/// events too, so each of them is rare.
/// </summary>
internal sealed class AnchorCosts
{
    private readonly Dictionary<string, HashSet<string>> _texts = new(StringComparer.Ordinal);

    public AnchorCosts(IEnumerable<PatternField[]> alternatives)
    {
        foreach (var field in alternatives.SelectMany(fields => fields).Where(field => field.IsExactText))
        {
            if (!_texts.TryGetValue(field.Path, out var texts))
            {
                _texts.Add(field.Path, texts = new HashSet<string>(StringComparer.Ordinal));
            }

            foreach (var condition in field.Conditions.Cast<ExactTextCondition>())
            {
                texts.Add(Encoding.UTF8.GetString(condition.Wanted));
            }
        }
    }

    /// <summary>Exact texts that decide most often come first, and what is not exact comes last.</summary>
    public IReadOnlyList<PatternField> CheapestFirst(PatternField[] fields) => [.. fields.OrderBy(Cost)];

    /// <summary>The field to file an alternative under; null where the event may lack all of them.</summary>
    public (PatternField Field, int Path)? Anchor(IReadOnlyList<(PatternField Field, int Path)> fields)
    {
        (PatternField Field, int Path)? best = null;
        foreach (var field in fields)
        {
            if (!field.Field.MayBeAbsent && (best is null || Cost(field.Field) < Cost(best.Value.Field)))
            {
                best = field;
            }
        }

        return best;
    }

    // The share of events expected to hold; beyond 1 only to put other conditions behind every exact text.
    private double Cost(PatternField field) => field.IsExactText ? field.Conditions.Length / (double)_texts[field.Path].Count : 2;
}
