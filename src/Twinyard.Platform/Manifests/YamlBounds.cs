using System.Globalization;
using Twinyard.Platform.Results;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Twinyard.Platform.Manifests;

/// <summary>
/// What a YAML text may be like at most before it is loaded: loading and reading recurse, and a stack that is full cannot be caught; and a few lines of aliases of aliases stand for billions of values.
/// Aliases count as what they stand for.
/// </summary>
internal static class YamlBounds
{
    public const int Deepest = 64;
    public const int MostValues = 200_000;

    /// <returns>What is beyond a bound, with its place; null where nothing is.</returns>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public static Problem? Check(string file, string text)
    {
        var parser = new Parser(new StringReader(text));
        var open = new Stack<Branch>();
        open.Push(new Branch(AnchorName.Empty));
        var named = new Dictionary<AnchorName, Branch>();
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case MappingStart or SequenceStart:
                    open.Push(new Branch(((NodeEvent)parser.Current).Anchor));
                    break;
                case MappingEnd or SequenceEnd:
                    var whole = open.Pop();
                    open.Peek().Add(whole);
                    Name(named, whole);
                    break;
                case Scalar scalar:
                    var leaf = new Branch(scalar.Anchor);
                    open.Peek().Add(leaf);
                    Name(named, leaf);
                    break;
                case AnchorAlias alias when named.TryGetValue(alias.Value, out var meant):
                    open.Peek().Add(meant);
                    break;
                case AnchorAlias alias when open.Any(branch => branch.Anchor == alias.Value):
                    return At(file, alias, $"The alias *{alias.Value} stands within what it stands for.");
            }

            if (open.Count + open.Peek().Height > Deepest + 1)
            {
                return At(file, parser.Current!, $"The file nests deeper than {Deepest} levels.");
            }

            if (open.Peek().Values > MostValues)
            {
                return At(file, parser.Current!, $"The file has more than {MostValues.ToString("N0", CultureInfo.InvariantCulture)} values, with aliases counted as what they stand for.");
            }
        }

        return null;
    }

    private static void Name(Dictionary<AnchorName, Branch> named, Branch branch)
    {
        if (!branch.Anchor.IsEmpty)
        {
            named[branch.Anchor] = branch;
        }
    }

    private static Problem At(string file, ParsingEvent at, string message) => new(file, (int)at.Start.Line, (int)at.Start.Column, "", message);

    /// <summary>A value with those in it.</summary>
    private sealed class Branch(AnchorName anchor)
    {
        public AnchorName Anchor => anchor;

        public long Values { get; private set; } = 1;

        /// <summary>Levels below it.</summary>
        public int Height { get; private set; }

        public void Add(Branch child)
        {
            Values += child.Values;
            Height = Math.Max(Height, child.Height + 1);
        }
    }
}
