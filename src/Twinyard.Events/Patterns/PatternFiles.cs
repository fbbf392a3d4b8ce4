namespace Twinyard.Events.Patterns;

/// <summary>Collects alternatives under the values or the presence of their anchors.</summary>
internal sealed class PatternFiles(int paths)
{
    private readonly Dictionary<byte[], List<int>>?[] _byText = new Dictionary<byte[], List<int>>?[paths];
    private readonly List<int>[] _byPresence = [.. Enumerable.Range(0, paths).Select(_ => new List<int>())];
    private readonly List<int> _unfiled = [];

    public void File(int alternative, (PatternField Field, int Path)? anchor)
    {
        if (anchor is not { } at)
        {
            _unfiled.Add(alternative);
        }
        else if (!at.Field.IsExactText)
        {
            _byPresence[at.Path].Add(alternative);
        }
        else
        {
            var texts = _byText[at.Path] ??= new Dictionary<byte[], List<int>>(Utf8Comparer.Instance);
            foreach (var condition in at.Field.Conditions.Cast<ExactTextCondition>())
            {
                if (!texts.TryGetValue(condition.Wanted, out var list))
                {
                    texts.Add(condition.Wanted, list = []);
                }

                list.Add(alternative);
            }
        }
    }

    public (Utf8Lookup?[] ByText, int[][] Values, int[][] ByPresence, int[] Unfiled) Close()
    {
        var values = new List<int[]>();
        var lookups = new Utf8Lookup?[_byText.Length];
        for (var path = 0; path < lookups.Length; path++)
        {
            if (_byText[path] is not { } texts)
            {
                continue;
            }

            var numbered = new Dictionary<byte[], int>(Utf8Comparer.Instance);
            foreach (var (text, list) in texts)
            {
                numbered.Add(text, values.Count);
                values.Add([.. list]);
            }

            lookups[path] = new Utf8Lookup(numbered);
        }

        return (lookups, [.. values], [.. _byPresence.Select(list => list.ToArray())], [.. _unfiled]);
    }
}
