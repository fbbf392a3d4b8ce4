using System.Text.Json;

namespace Twinyard.Events.Patterns;

/// <summary>
/// The values of one event at the paths of a <see cref="PathTree"/>, read in one pass over its text. Reused from event to event; the
/// text must stay where it is until the next one.
/// </summary>
internal sealed class EventLeaves
{
    private Slot[] _slots = new Slot[64];
    private int _count;
    private int[] _first = [];
    private byte[] _unescaped = new byte[256];
    private int _unescapedLength;
    private Membership[] _memberships = new Membership[16];
    private int _membershipCount;
    private int _arrays;

    /// <summary>Whether any value lies in an object or array that is an element of an array: then fields depend on each other.</summary>
    public bool HasMemberships => _membershipCount > 0;

    /// <exception cref="JsonException">The text is not a JSON object, or a string that is asked for is no text.</exception>
    public void Read(ReadOnlySpan<byte> utf8, PathTree paths)
    {
        _count = _unescapedLength = _membershipCount = _arrays = 0;
        if (_first.Length < paths.Count)
        {
            _first = new int[paths.Count];
        }

        _first.AsSpan(0, paths.Count).Fill(-1);
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event must be a JSON object.");
        }

        ReadObject(ref reader, paths.Root, -1);
        if (reader.Read())
        {
            throw new JsonException("There is text after the event's end.");
        }
    }

    /// <summary>The first value at the path, or -1. The order among values of a path is not defined.</summary>
    public int First(int pathId) => _first[pathId];

    public int Next(int leaf) => _slots[leaf].Next;

    public LeafValue Value(int leaf, ReadOnlySpan<byte> utf8)
    {
        ref var slot = ref _slots[leaf];
        var text = slot.IsUnescaped ? _unescaped.AsSpan(slot.Start, slot.Length) : utf8.Slice(slot.Start, slot.Length);
        return new LeafValue(slot.Kind, text, slot.Number);
    }

    /// <summary>Whether the two do not lie in different elements of one array.</summary>
    public bool AreConsistent(int leaf, int other)
    {
        for (var a = _slots[leaf].Membership; a >= 0; a = _memberships[a].Parent)
        {
            for (var b = _slots[other].Membership; b >= 0; b = _memberships[b].Parent)
            {
                if (_memberships[a].Array == _memberships[b].Array && _memberships[a].Element != _memberships[b].Element)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void ReadObject(ref Utf8JsonReader reader, PathTree.Node node, int membership)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = reader.ValueIsEscaped ? FindEscaped(ref reader, node) : Find(node, reader.ValueSpan);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
            }
            else
            {
                ReadValue(ref reader, child, membership);
            }
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, PathTree.Node node, int membership)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, node, membership);
                break;
            case JsonTokenType.StartArray:
                ReadArray(ref reader, node, membership);
                break;
            default:
                if (node.PathId >= 0)
                {
                    Add(ref reader, node.PathId, membership);
                }

                break;
        }
    }

    private void ReadArray(ref Utf8JsonReader reader, PathTree.Node node, int membership)
    {
        var array = _arrays++;
        for (var element = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; element++)
        {
            // A path is asked for once, so elements that are values cannot contradict each other: only what holds objects is told apart.
            var own = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? AddMembership(array, element, membership) : membership;
            ReadValue(ref reader, node, own);
        }
    }

    private void Add(ref Utf8JsonReader reader, int pathId, int membership)
    {
        if (_count == _slots.Length)
        {
            Array.Resize(ref _slots, _count * 2);
        }

        ref var slot = ref _slots[_count];
        slot.Kind = reader.TokenType;
        slot.Membership = membership;
        slot.Next = _first[pathId];
        slot.IsUnescaped = false;
        slot.Length = reader.ValueSpan.Length;
        slot.Start = (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        slot.Number = reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : 0;
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            slot.IsUnescaped = true;
            slot.Start = _unescapedLength;
            slot.Length = Unescape(ref reader);
            _unescapedLength += slot.Length;
        }

        _first[pathId] = _count++;
    }

    private int AddMembership(int array, int element, int parent)
    {
        if (_membershipCount == _memberships.Length)
        {
            Array.Resize(ref _memberships, _membershipCount * 2);
        }

        _memberships[_membershipCount] = new Membership(array, element, parent);
        return _membershipCount++;
    }

    private PathTree.Node? FindEscaped(ref Utf8JsonReader reader, PathTree.Node node) =>
        Find(node, _unescaped.AsSpan(_unescapedLength, Unescape(ref reader)));

    private static PathTree.Node? Find(PathTree.Node node, ReadOnlySpan<byte> name) =>
        node.Find(name) ?? (name.Contains((byte)'.') ? node.FindDotted(name) : null);

    private int Unescape(ref Utf8JsonReader reader)
    {
        var needed = _unescapedLength + reader.ValueSpan.Length;
        if (needed > _unescaped.Length)
        {
            Array.Resize(ref _unescaped, Math.Max(needed, _unescaped.Length * 2));
        }

        try
        {
            return reader.CopyString(_unescaped.AsSpan(_unescapedLength));
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A string holds half of a surrogate pair.", e);
        }
    }

    private struct Slot
    {
        public JsonTokenType Kind;
        public bool IsUnescaped;
        public int Start;
        public int Length;
        public int Next;
        public int Membership;
        public double Number;
    }

    private readonly record struct Membership(int Array, int Element, int Parent);
}
