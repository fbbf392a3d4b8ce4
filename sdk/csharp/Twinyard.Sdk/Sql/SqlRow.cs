using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Sdk.Sql;

/// <summary>One row of a query: values by column name, in column order.</summary>
public sealed class SqlRow : IReadOnlyDictionary<string, JsonNode?>
{
    private readonly IReadOnlyList<string> _columns;
    private readonly JsonArray _values;

    internal SqlRow(IReadOnlyList<string> columns, JsonArray values)
    {
        _columns = columns;
        _values = values;
    }

    public IEnumerable<string> Keys => _columns;

    public IEnumerable<JsonNode?> Values => _values;

    public int Count => _columns.Count;

    public JsonNode? this[string key] => TryGetValue(key, out var value) ? value : throw NoSuchColumn(key);

    /// <exception cref="TwinyardException">No such column, or its value is not a <typeparamref name="T"/>.</exception>
    public T Get<T>(string column)
    {
        var value = this[column] ?? throw new TwinyardException($"Column {column} is null in this row.");
        try
        {
            return value.Deserialize<T>(SdkJson.Options) ?? throw new TwinyardException($"Column {column} is null in this row.");
        }
        catch (JsonException e)
        {
            throw new TwinyardException($"Column {column} holds {value.ToJsonString()}, which is not a {typeof(T).Name}.", e);
        }
    }

    public string Text(string column) => this[column] is { } value ? value.ToString() : "";

    public double Number(string column) => Get<double>(column);

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonNode? value)
    {
        var index = IndexOf(key);
        value = index < 0 ? null : _values[index];
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, JsonNode?>> GetEnumerator()
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            yield return new KeyValuePair<string, JsonNode?>(_columns[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string column)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            if (string.Equals(_columns[i], column, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private TwinyardException NoSuchColumn(string column) => new($"The query has no column {column}; it has {string.Join(", ", _columns)}.");
}
