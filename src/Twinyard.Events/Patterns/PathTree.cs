using System.Text;

namespace Twinyard.Events.Patterns;

/// <summary>
/// The paths that patterns ask for, by segment. Everything else of an event is skipped unread. A dot in a key and a level of nesting
/// are the same, in patterns and in events.
/// </summary>
internal sealed class PathTree
{
    private readonly List<string> _paths = [];

    public Node Root { get; } = new();

    public int Count => _paths.Count;

    public string Path(int id) => _paths[id];

    /// <returns>The path's number, counted from 0.</returns>
    public int Add(string path)
    {
        var node = Root;
        foreach (var segment in path.Split('.'))
        {
            node = node.GetOrAdd(Encoding.UTF8.GetBytes(segment));
        }

        if (node.PathId < 0)
        {
            node.PathId = _paths.Count;
            _paths.Add(path);
        }

        return node.PathId;
    }

    internal sealed class Node
    {
        private (byte[] Name, Node Child)[] _children = [];

        /// <summary>-1 where no pattern asks for the value here.</summary>
        public int PathId { get; set; } = -1;

        public Node GetOrAdd(byte[] name)
        {
            if (Find(name) is { } known)
            {
                return known;
            }

            var child = new Node();
            _children = [.. _children, (name, child)];
            return child;
        }

        /// <summary>Linear: patterns ask for few keys of one object, and lengths differ mostly.</summary>
        public Node? Find(ReadOnlySpan<byte> name)
        {
            foreach (var (candidate, child) in _children)
            {
                if (name.SequenceEqual(candidate))
                {
                    return child;
                }
            }

            return null;
        }

        /// <summary>A key that holds dots goes down several levels at once.</summary>
        public Node? FindDotted(ReadOnlySpan<byte> name)
        {
            var node = this;
            foreach (var segment in name.Split((byte)'.'))
            {
                if (node.Find(name[segment]) is not { } child)
                {
                    return null;
                }

                node = child;
            }

            return node;
        }
    }
}
